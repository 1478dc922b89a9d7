import type { AddressInfo } from 'node:net';
import { apiEndpoint } from './api-endpoint.ts';
import { authorizeEndpoint } from './authorize-endpoint.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { openElsewhere } from './elsewhere.ts';
import { createFaults } from './faults.ts';
import { downloadEndpoint, loginEndpoint, uploadEndpoint } from './file-endpoints.ts';
import type { Slack, SlackOptions, SlackRequest, SlackTeam } from './handle.ts';
import { hookEndpoint } from './hook-endpoint.ts';
import { install } from './installs.ts';
import { ALL_SCOPES, createWorld } from './new-world.ts';
import { createRateLimits, noRateLimits } from './rate-limits.ts';
import { openServer } from './server.ts';
import { settleShares } from './shares.ts';
import { createSignedHttp } from './signed-http.ts';
import { createSocketMode } from './sockets.ts';
import { toTeamHandle } from './team-handle.ts';
import { addTeam, addUser } from './teams.ts';
import { teamOf, type World } from './world.ts';

/** Slack on this machine, for the real Bolt: refuses what Slack refuses. */
export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const mistakes: string[] = [];
  const report = (mistake: string) => {
    if (options.judges === false) return;
    mistakes.push(mistake);
    options.onMistake?.(mistake);
  };
  const world = createWorld(options, report);
  const sockets = createSocketMode(world);
  const http = createSignedHttp(world);
  const transport = options.transport === 'http' ? http : sockets;
  const deliveries = createDeliveries(world, transport, options.now === undefined);
  world.tell = deliveries.tell;
  world.events.settled = deliveries.settled;
  const faults = createFaults();
  const requests: SlackRequest[] = [];
  const limits = options.rateLimits === true ? createRateLimits(world.now) : noRateLimits;
  const endpoints = {
    api: apiEndpoint(world, limits),
    upload: uploadEndpoint(world),
    download: downloadEndpoint(world),
    hook: hookEndpoint(world),
    authorize: authorizeEndpoint(world, (team) => addUser(world, team).id),
    login: loginEndpoint,
  };
  const server = openServer({ world, faults, requests }, endpoints, sockets.upgrade);
  await server.listen({ host: '127.0.0.1', port: 0 });
  world.fileHost = `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const elsewhere = await openElsewhere(world);
  world.elsewhereHost = elsewhere.host;
  const close = async () => {
    faults.releaseAll();
    http.shutDown();
    sockets.shutDown();
    await Promise.all([server.close(), elsewhere.close()]);
  };
  const teams = createTeamHandles(world, deliveries);
  const team = addTeam(world);
  install(world, team, options.scopes ?? ALL_SCOPES);
  world.installingTeam = team;
  return {
    ...secretsOf(world),
    ...filesOf(world),
    apiUrl: `http://${world.fileHost}/api/`,
    fileHost: world.fileHost,
    authorizeUrl: `http://${world.fileHost}/oauth/v2/authorize`,
    team: teams(team.id),
    createTeam: (wish) => teams(addTeam(world, wish).id),
    requests,
    mistakes,
    faults,
    events: world.events,
    sockets: sockets.control,
    http: http.aim,
    deliveries: deliveries.all,
    unacknowledged: deliveries.unacknowledged,
    elsewhere,
    get fileServer() {
      return world.fileServer;
    },
    set fileServer(mode) {
      world.fileServer = mode;
    },
    get consent() {
      return world.consent;
    },
    set consent(decision) {
      world.consent = decision;
    },
    get installingTeam() {
      return teams((world.installingTeam ?? team).id);
    },
    set installingTeam({ id }) {
      world.installingTeam = teamOf(world, id);
    },
    close,
  };
}

type Secrets = Pick<Slack, 'appId' | 'appToken' | 'signingSecret' | 'clientId' | 'clientSecret'>;

function secretsOf({ app }: World): Secrets {
  const { id: appId, token: appToken, signingSecret, clientId, clientSecret } = app;
  return { appId, appToken, signingSecret, clientId, clientSecret };
}

/** The parts of the handle that are about what people and the app uploaded. */
function filesOf(world: World): Pick<Slack, 'bytesOf' | 'file' | 'loseNextShares'> {
  const find = (id: string) => {
    const file = world.files.get(id);
    if (file === undefined) throw new Error(`There is no file ${id}`);
    return file;
  };
  return {
    bytesOf: ({ id }) => {
      const { bytes } = find(id);
      if (bytes === undefined) throw new Error(`The file ${id} was never uploaded`);
      return bytes;
    },
    file: (id) => {
      settleShares(world);
      return find(id).wire;
    },
    loseNextShares: (count) => {
      world.sharesToLose = count;
    },
  };
}

/** One handle for each workspace, because tests compare them. */
function createTeamHandles(world: World, deliveries: Deliveries): (id: string) => SlackTeam {
  const handles = new Map<string, SlackTeam>();
  const show = (id: string): SlackTeam => {
    const known = handles.get(id);
    if (known !== undefined) return known;
    const handle = toTeamHandle(world, deliveries, teamOf(world, id), show);
    handles.set(id, handle);
    return handle;
  };
  return show;
}
