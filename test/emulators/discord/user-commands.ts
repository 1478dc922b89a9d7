import { fitsFileTypes, uploadLimitOf } from './attachments.ts';
import { join } from './guild-handle.ts';
import type { AttachedFile, OptionValue } from './handle.ts';
import { addEphemeralFiles, byId, openInteraction } from './new-interaction.ts';
import { Bits, includes, permissionsIn } from './permissions.ts';
import { wholeMessage } from './present.ts';
import type { CommandOption, RegisteredCommand } from './wire.ts';
import {
  type ChannelRecord,
  findMessage,
  type InteractionRecord,
  type UserRecord,
  type World,
} from './world.ts';

/** Who does something, and where. */
export interface Actor {
  readonly world: World;
  readonly user: UserRecord;
  readonly channel: ChannelRecord;
}

/** What the client refuses before anything reaches the bot. */
export class ClientRefusal extends Error {
  constructor(message: string) {
    super(`Discord's client: ${message}`);
    this.name = 'ClientRefusal';
  }
}

/** A command of the guild, or else a global one, that the picker offers here. @throws ClientRefusal */
function pick(actor: Actor, name: string, type: number): RegisteredCommand {
  const { world, user, channel } = actor;
  const { guildId } = channel;
  checkMayAct(actor, Bits.USE_APPLICATION_COMMANDS);
  const fits = (each: RegisteredCommand) => each.name === name && each.type === type;
  const own = guildId === undefined ? undefined : world.commands.list(guildId).find(fits);
  const command = own ?? world.commands.list().find(fits);
  if (command === undefined) throw new ClientRefusal(`there is no command ${name} of type ${type}`);
  if (own === undefined) checkPlace(command, guildId === undefined);
  if (guildId !== undefined && world.guilds.get(guildId)?.hasBot !== true) {
    throw new ClientRefusal('the app is not in this server');
  }
  const { default_member_permissions: wanted } = command;
  const bits = permissionsIn(world, channel, user.id);
  if (guildId !== undefined && wanted !== null && !includes(bits, BigInt(wanted))) {
    throw new ClientRefusal(`${user.name} may not use ${name}`);
  }
  return command;
}

/** Somebody who acts in a server is a member of it. @throws ClientRefusal */
export function checkMayAct({ world, user, channel }: Actor, wanted: bigint): void {
  if (channel.recipientId !== undefined && channel.recipientId !== user.id) {
    throw new ClientRefusal('that is the DM of somebody else');
  }
  const guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
  if (guild === undefined) return;
  join(world, guild, user.id);
  if (!includes(permissionsIn(world, channel, user.id), wanted)) {
    throw new ClientRefusal(`${user.name} may not do that here`);
  }
}

function checkPlace(
  { name, contexts, integration_types: types, dm_permission }: RegisteredCommand,
  isDm: boolean,
): void {
  const here = isDm ? 1 : 0;
  if (contexts !== null && !contexts.includes(here)) {
    throw new ClientRefusal(`${name} is not offered in context ${here}`);
  }
  if (contexts === null && isDm && dm_permission === false) {
    throw new ClientRefusal(`${name} is not offered in DMs`);
  }
  if (!types.includes(0)) throw new ClientRefusal(`${name} is only for apps of a person`);
}

/** Type 2 with what a person typed and attached. @throws ClientRefusal */
export function runSlash(
  actor: Actor,
  name: string,
  values: Readonly<Record<string, OptionValue>>,
): InteractionRecord {
  const { world, user, channel } = actor;
  const [commandName = '', ...path] = name.split(' ');
  const command = pick(actor, commandName, 1);
  const leaf = descend(command.options ?? [], path);
  checkValues(leaf, values, uploadLimitOf(world, channel, user));
  if (Object.values(values).some(isFile)) checkMayAct(actor, Bits.ATTACH_FILES);
  const files = new Map(
    Object.entries(values).flatMap(([key, value]) => {
      const attachments = isFile(value) ? addEphemeralFiles(world, [value]) : [];
      return attachments.map((attachment) => [key, attachment] as const);
    }),
  );
  const given = leaf.flatMap(({ name: key, type }) => {
    const value = files.get(key)?.id ?? values[key];
    return value === undefined ? [] : [{ name: key, type, value }];
  });
  const attachments = [...files.values()];
  const resolved = attachments.length === 0 ? {} : { resolved: { attachments: byId(attachments) } };
  const data = {
    ...headOf(command),
    options: wrap(command.options ?? [], path, given),
    ...resolved,
  };
  return openInteraction(world, { type: 2, channel, user, data, messageType: 20 });
}

const headOf = ({ id, name, type, guild_id: guildId }: RegisteredCommand) => ({
  id,
  name,
  type,
  ...(guildId === undefined ? {} : { guild_id: guildId }),
});

/** The options of `group sub` in a command. */
function descend(
  options: readonly CommandOption[],
  path: readonly string[],
): readonly CommandOption[] {
  const [first, ...rest] = path;
  if (first === undefined) {
    if (options.some(({ type }) => type <= 2))
      throw new ClientRefusal('a subcommand must be chosen');
    return options;
  }
  const sub = options.find((each) => each.name === first && each.type <= 2);
  if (sub === undefined) throw new ClientRefusal(`there is no subcommand ${first}`);
  return descend(sub.options ?? [], rest);
}

function wrap(
  options: readonly CommandOption[],
  path: readonly string[],
  given: readonly object[],
): readonly object[] {
  const [first, ...rest] = path;
  if (first === undefined) return given;
  const sub = options.find((each) => each.name === first);
  return [{ name: first, type: sub?.type ?? 1, options: wrap(sub?.options ?? [], rest, given) }];
}

const isFile = (value: OptionValue | undefined): value is AttachedFile => typeof value === 'object';

function checkValues(
  options: readonly CommandOption[],
  values: Readonly<Record<string, OptionValue>>,
  uploadLimit: number,
): void {
  const unknown = Object.keys(values).find((key) => options.every(({ name }) => name !== key));
  if (unknown !== undefined) throw new ClientRefusal(`there is no option ${unknown}`);
  for (const option of options) {
    const value = values[option.name];
    if (value !== undefined) checkValue(option, value, uploadLimit);
    else if (option.required === true) throw new ClientRefusal(`option ${option.name} is required`);
  }
}

const KINDS: Record<number, string> = {
  3: 'string',
  4: 'number',
  5: 'boolean',
  10: 'number',
  11: 'object',
};

function checkValue(option: CommandOption, value: OptionValue, uploadLimit: number): void {
  const fail = (why: string) => new ClientRefusal(`option ${option.name} ${why}`);
  const kind = KINDS[option.type] ?? 'string';
  if (typeof value !== kind) throw fail(`takes a ${kind === 'object' ? 'file' : kind}`);
  if (isFile(value)) {
    if (!fitsFileTypes(value.name, option.file_types)) throw fail(`does not take ${value.name}`);
    if (value.bytes.length > uploadLimit) throw fail('got a file that is too large');
    return;
  }
  const choices = option.choices ?? [];
  if (choices.length > 0 && choices.every((choice) => choice.value !== value)) {
    throw fail(`has no choice ${value}`);
  }
  const size = typeof value === 'string' ? value.length : Number(value);
  const [least, most] =
    typeof value === 'string'
      ? [option.min_length, option.max_length]
      : [option.min_value, option.max_value];
  if (size < (least ?? size) || size > (most ?? size)) throw fail(`does not take ${value}`);
}

/** Type 4 while somebody types into an option. @throws ClientRefusal */
export function askChoices(
  actor: Actor,
  name: string,
  option: string,
  typed: string,
): InteractionRecord {
  const { world, user, channel } = actor;
  const [commandName = '', ...path] = name.split(' ');
  const command = pick(actor, commandName, 1);
  const found = descend(command.options ?? [], path).find((each) => each.name === option);
  if (found?.autocomplete !== true) throw new ClientRefusal(`${option} does not ask for choices`);
  const focused = { name: option, type: found.type, value: typed, focused: true };
  const data = { ...headOf(command), options: wrap(command.options ?? [], path, [focused]) };
  return openInteraction(world, { type: 4, channel, user, data, messageType: 0 });
}

/** Type 2 of a message command: the whole message comes along, whatever the intents. @throws ClientRefusal */
export function runMessageCommand(
  actor: Actor,
  name: string,
  messageId: string,
): InteractionRecord {
  const { world, user, channel } = actor;
  const command = pick(actor, name, 3);
  const stored = findMessage(world, channel.id, messageId);
  if (stored === undefined) throw new ClientRefusal('there is no such message');
  const message = wholeMessage(world, stored);
  return openInteraction(world, {
    type: 2,
    channel,
    user,
    data: {
      ...headOf(command),
      target_id: messageId,
      resolved: { messages: { [messageId]: message } },
    },
    messageType: 23,
    metadata: { target_message_id: messageId },
  });
}
