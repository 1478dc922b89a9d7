import { refusal } from './api-error.ts';
import { type CommandPlace, withoutLocalizations } from './command-book.ts';
import type { CommandRequest } from './command-rules.ts';
import { type Call, ok, part, type Route } from './route.ts';
import { listOf, shape } from './schema.ts';
import type { RegisteredCommand } from './wire.ts';
import type { World } from './world.ts';

/** Discord takes it; the specification of this version does not have it. */
const KNOWN_KEYS = ['nsfw'];

export function commandRoutes(world: World): Route[] {
  const global = '/applications/:application/commands';
  const perGuild = '/applications/:application/guilds/:guild/commands';
  return [...routesAt(world, global), ...routesAt(world, perGuild)];
}

function routesAt(world: World, path: string): Route[] {
  const placeOf = (call: Call): CommandPlace => {
    if (part(call, 'application') !== world.applicationId) throw refusal('unknownApplication');
    const { guild: guildId } = call.params;
    if (guildId !== undefined && world.guilds.get(guildId)?.hasBot !== true) {
      throw refusal('missingAccess');
    }
    return { guildId, applicationId: world.applicationId, nextId: world.ids.next };
  };
  const show = (call: Call, commands: readonly RegisteredCommand[]) =>
    call.query['with_localizations'] === 'true' ? commands : commands.map(withoutLocalizations);
  return [
    {
      method: 'GET',
      path,
      gives: listOf('ApplicationCommandResponse'),
      handle: (call) => ok(show(call, world.commands.list(placeOf(call).guildId))),
    },
    {
      method: 'PUT',
      path,
      takes: listOf('ApplicationCommandUpdateRequest'),
      gives: listOf('ApplicationCommandResponse'),
      knownKeys: KNOWN_KEYS,
      prepare: (body) => (Array.isArray(body) ? body.map(withNumericBits) : body),
      handle: (call) => ok(world.commands.replace(call.body as CommandRequest[], placeOf(call))),
    },
    {
      method: 'POST',
      path,
      takes: shape('ApplicationCommandCreateRequest'),
      gives: shape('ApplicationCommandResponse'),
      knownKeys: KNOWN_KEYS,
      prepare: withNumericBits,
      handle: (call) => {
        const place = placeOf(call);
        const { command, isNew } = world.commands.add(call.body as CommandRequest, place);
        return { status: isNew ? 201 : 200, body: command };
      },
    },
  ];
}

/** Permission bits travel as text; the specification wants a number. */
function withNumericBits(command: unknown): unknown {
  if (typeof command !== 'object' || command === null) return command;
  const { default_member_permissions: bits } = command as CommandRequest;
  if (typeof bits !== 'string' || !/^\d+$/.test(bits)) return command;
  return { ...command, default_member_permissions: Number(bits) };
}
