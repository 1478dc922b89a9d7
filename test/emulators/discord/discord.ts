import type { AddressInfo } from 'node:net';
import { appRoutes } from './app-routes.ts';
import { toChannelHandle } from './channel-handle.ts';
import { channelRoutes } from './channel-routes.ts';
import { createCommandBook } from './command-book.ts';
import { commandRoutes } from './command-routes.ts';
import { judgeEvent } from './event-schema.ts';
import type { Watch } from './exchange.ts';
import { createFaults } from './faults.ts';
import { createGateway } from './gateway.ts';
import { createGuild, toGuildHandle } from './guild-handle.ts';
import { guildRoutes } from './guild-routes.ts';
import type { Discord, DiscordGuild, DiscordOptions } from './handle.ts';
import { interactionRoutes } from './interaction-routes.ts';
import { createRateLimits, noRateLimits } from './rate-limits.ts';
import { openServer } from './server.ts';
import { createUser, toUserHandle } from './user-handle.ts';
import { type ChannelRecord, createWorld, type World } from './world.ts';

const HEARTBEAT_MS = 41_250;
const IDENTIFIES_PER_DAY = 1_000;

/** Discord on this machine, for the real discord.js: refuses what Discord refuses. */
export async function startDiscord(options: DiscordOptions = {}): Promise<Discord> {
  const { now = Date.now, shards = 1, heartbeatMs = HEARTBEAT_MS } = options;
  const { judges = true } = options;
  const world = createWorld(now, createCommandBook());
  const mistakes: string[] = [];
  const report = (mistake: string) => {
    mistakes.push(mistake);
    options.onMistake?.(mistake);
  };
  const url = () => `ws://${world.fileHost}/gateway`;
  const gateway = createGateway(world, { heartbeatMs, url });
  world.tell = (dispatch) => {
    if (judges) for (const problem of judgeEvent(dispatch)) report(problem);
    gateway.tell(dispatch);
  };
  const faults = createFaults(world.limits);
  const limits = options.rateLimits === true ? createRateLimits() : noRateLimits;
  const watch: Watch = {
    world,
    faults,
    limits,
    requests: [],
    report,
    judges,
    change: undefined,
  };
  const identifiesLeft = () => IDENTIFIES_PER_DAY - gateway.identifies;
  const routes = [
    ...appRoutes(world, { url, shards, identifiesLeft }),
    ...channelRoutes(world),
    ...guildRoutes(world),
    ...commandRoutes(world),
    ...interactionRoutes(world),
  ];
  const { server, registered } = openServer(watch, routes, gateway);
  await server.listen({ host: '127.0.0.1', port: 0 });
  world.fileHost = `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const close = async () => {
    faults.releaseAll();
    gateway.shutDown();
    await server.close();
  };
  return {
    ...toPeople(world),
    apiUrl: `http://${world.fileHost}/api`,
    fileHost: world.fileHost,
    token: world.token,
    applicationId: world.applicationId,
    botId: world.botId,
    requests: watch.requests,
    mistakes,
    faults,
    gateway,
    routes: registered,
    breakAnswers: (change) => {
      watch.change = change;
    },
    close,
  };
}

type People = Pick<Discord, 'createUser' | 'createGuild' | 'commands' | 'bytesOf'>;

/** The parts of the handle that are about what is in Discord. */
function toPeople(world: World): People {
  const guilds = new Map<string, DiscordGuild>();
  const guildOf = (id: string): DiscordGuild => {
    const guild = guilds.get(id);
    if (guild === undefined) throw new Error(`There is no guild ${id}`);
    return guild;
  };
  const show = (channel: ChannelRecord) => toChannelHandle(world, channel, guildOf);
  return {
    createUser: (wish) => toUserHandle(world, createUser(world, wish), show),
    createGuild: (wish) => {
      const guild = toGuildHandle(world, createGuild(world, wish));
      guilds.set(guild.id, guild);
      return guild;
    },
    commands: (guild) => world.commands.list(guild?.id),
    bytesOf: ({ id }) => {
      const file = world.files.get(id);
      if (file === undefined) throw new Error(`There is no attachment ${id}`);
      return file.bytes;
    },
  };
}
