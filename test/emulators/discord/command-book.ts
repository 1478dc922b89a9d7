import { refusal } from './api-error.ts';
import { type CommandRequest, checkCommand, checkList } from './command-rules.ts';
import type { CommandOption, RegisteredCommand } from './wire.ts';

/** Guild or global commands that the bot has registered. */
export interface CommandBook {
  list(guildId?: string): RegisteredCommand[];
  /** Takes the place of all; those of the same name and type keep their ids. @throws ApiError */
  replace(commands: readonly CommandRequest[], place: CommandPlace): RegisteredCommand[];
  /** Status 201 for a new one, 200 for one that takes the place of its namesake. @throws ApiError */
  add(command: CommandRequest, place: CommandPlace): { command: RegisteredCommand; isNew: boolean };
}

export interface CommandPlace {
  readonly guildId: string | undefined;
  readonly applicationId: string;
  readonly nextId: () => string;
}

const MAX_GLOBAL = 100;
const GLOBAL = 'global';

export function createCommandBook(): CommandBook {
  const books = new Map<string, RegisteredCommand[]>();
  const bookOf = (guildId: string | undefined) => books.get(guildId ?? GLOBAL) ?? [];
  const namesake = (request: CommandRequest, place: CommandPlace) =>
    bookOf(place.guildId).find(
      ({ name, type }) => name === request.name && type === (request.type ?? 1),
    );
  return {
    list: (guildId) => [...bookOf(guildId)],
    replace: (requests, place) => {
      checkList(requests);
      const made = requests.map((each) => toCommand(each, place, namesake(each, place)));
      books.set(place.guildId ?? GLOBAL, made);
      return made;
    },
    add: (request, place) => {
      checkCommand(request);
      const before = namesake(request, place);
      const others = bookOf(place.guildId).filter((each) => each !== before);
      const sameType = others.filter(({ type }) => type === (request.type ?? 1));
      if (sameType.length >= MAX_GLOBAL) throw refusal('tooManyCommands');
      const command = toCommand(request, place, before);
      books.set(place.guildId ?? GLOBAL, [...others, command]);
      return { command, isNew: before === undefined };
    },
  };
}

/** With everything that Discord fills in. */
function toCommand(
  request: CommandRequest,
  { guildId, applicationId, nextId }: CommandPlace,
  before: RegisteredCommand | undefined,
): RegisteredCommand {
  const options = request.options?.map(toOption) ?? [];
  const bits = request.default_member_permissions;
  return {
    id: before?.id ?? nextId(),
    application_id: applicationId,
    version: nextId(),
    type: request.type ?? 1,
    name: request.name,
    name_localizations: request.name_localizations ?? null,
    description: request.description ?? '',
    description_localizations: request.description_localizations ?? null,
    ...(options.length === 0 ? {} : { options }),
    default_member_permissions: bits === undefined || bits === null ? null : String(bits),
    contexts: guildId === undefined ? copyOf(request.contexts) : null,
    // New apps can be installed to servers and to people (facts C1.6).
    integration_types: [...(request.integration_types ?? (guildId === undefined ? [0, 1] : [0]))],
    nsfw: request.nsfw ?? false,
    ...(guildId === undefined
      ? { dm_permission: request.dm_permission ?? request.contexts?.includes(1) ?? true }
      : { guild_id: guildId }),
  };
}

const copyOf = (list: readonly number[] | null | undefined) => (list ? [...list] : null);

/** False and null are left out, as Discord leaves them out. */
function toOption(option: CommandOption): CommandOption {
  const { options, ...own } = option;
  const kept = Object.entries(own).filter(
    ([key, value]) =>
      value !== null && !(value === false && (key === 'required' || key === 'autocomplete')),
  );
  const nested = options === undefined ? {} : { options: options.map(toOption) };
  return { ...(Object.fromEntries(kept) as typeof own), ...nested };
}

/** Localizations are told only to who asks for them. */
export function withoutLocalizations(command: RegisteredCommand): object {
  const strip = ({
    name_localizations: _n,
    description_localizations: _d,
    ...rest
  }: CommandOption): object => ({
    ...rest,
    ...(rest.options === undefined ? {} : { options: rest.options.map(strip) }),
  });
  const { name_localizations: _n, description_localizations: _d, options, ...rest } = command;
  return { ...rest, ...(options === undefined ? {} : { options: options.map(strip) }) };
}
