import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Secret } from '../../../src/secret.ts';
import { createSocket } from '../../../src/surfaces/slack/listening/socket.ts';
import { createRecordedLog } from '../../support/recorded-log.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';

const HELLO = { type: 'hello' };
const REFRESH = { type: 'disconnect', reason: 'refresh_requested' };
/** As Slack tells an app that it gets too many events: the payload has no event in it. */
const RATE_LIMITED = {
  envelope_id: 'E1',
  type: 'events_api',
  payload: { type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1_518_467_820 },
};

interface Far {
  /** What `apps.connections.open` says; absent where it says nothing. */
  answer?: object | undefined;
  readonly calls: number[];
  readonly sockets: WebSocket[];
  /** What is said to every new connection, in one breath. */
  greeting: readonly object[];
}

/** Slack's end of a socket, which can also say what Slack should not; and our end of it. */
async function open() {
  const clock = createSteppedClock();
  const log = createRecordedLog();
  const server = createServer();
  const { apiUrl, url } = await listen(server);
  const far: Far = { answer: { ok: true, url }, calls: [], sockets: [], greeting: [HELLO] };
  server.on('request', (_request, response) => {
    far.calls.push(clock.now());
    if (far.answer === undefined) return;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(far.answer));
  });
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    upgrades.handleUpgrade(request, socket, head, (there) => {
      far.sockets.push(there);
      there.on('error', () => undefined);
      socket.cork();
      for (const frame of far.greeting) there.send(JSON.stringify(frame));
      socket.uncork();
    });
  });
  const stop = new AbortController();
  const near = createSocket({
    ...{ appToken: new Secret('xapp-1-test'), apiUrl, clock, log, signal: stop.signal },
  });
  const close = async () => {
    stop.abort();
    await near.close();
  };
  onTestFinished(async () => {
    await close();
    for (const socket of far.sockets) socket.terminate();
    server.closeAllConnections();
    server.close();
  });
  return { ...{ clock, log, far, near, stop, close } };
}

async function listen(server: Server): Promise<{ apiUrl: string; url: string }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { apiUrl: `http://127.0.0.1:${port}/api/`, url: `ws://127.0.0.1:${port}/link/?ticket=1` };
}

it.each([
  ['a word without an event', RATE_LIMITED],
  ['nothing', null],
  ['a word without a payload', { type: 'events_api' }],
])('goes on after %s', async (_what, frame) => {
  const { far, near, log } = await open();
  await near.connect();
  far.sockets[0]?.send(JSON.stringify(frame));
  await expect.poll(() => log.count('slack.not-understood')).toBe(1);
  far.sockets[0]?.send(JSON.stringify(REFRESH));
  await expect.poll(() => far.sockets.length).toBe(2);
});

it('says in the log that Slack leaves events out', async () => {
  const { far, near, log } = await open();
  await near.connect();
  far.sockets[0]?.send(JSON.stringify(RATE_LIMITED));
  await expect.poll(() => log.count('slack.not-understood')).toBe(1);
  expect(log.lines.at(-1)?.fields).toMatchObject({ type: 'app_rate_limited' });
});

it('connects anew at once when Slack asks for it and leaves the hanging up to us', async () => {
  const { far, near } = await open();
  await near.connect();
  const [first] = far.sockets;
  first?.pause();
  first?.send(JSON.stringify(REFRESH));
  await expect.poll(() => far.sockets.length, { timeout: 900 }).toBe(2);
});

it('notices that Slack greets and ends it in one breath', async () => {
  const { far, near } = await open();
  far.greeting = [HELLO, REFRESH];
  await near.connect();
  far.greeting = [HELLO];
  await expect.poll(() => far.sockets.length).toBe(2);
});

it('does not ask without a pause for connections that Slack ends at once', async () => {
  const { far, near, clock } = await open();
  far.greeting = [HELLO, REFRESH];
  await near.connect();
  for (let step = 0; step < 60; step += 1) {
    await wait(10);
    await clock.advance(1_000);
  }
  expect(far.calls.length).toBeLessThanOrEqual(9);
  far.greeting = [HELLO];
  await clock.advance(30_000);
  await expect.poll(() => far.sockets.at(-1)?.readyState).toBe(WebSocket.OPEN);
});

it('leaves nothing open that is asked for while the program stops', async () => {
  const { far, near, close } = await open();
  const { answer } = far;
  far.answer = undefined;
  const connecting = near.connect();
  await expect.poll(() => far.calls.length).toBe(1);
  const closed = close();
  await expect(connecting).rejects.toThrow(/abort/);
  await closed;
  far.answer = answer;
  await wait(50);
  expect(far.sockets).toHaveLength(0);
});

it('stops at once, though Slack does not hang up', async () => {
  const { far, near, close } = await open();
  await near.connect();
  far.sockets[0]?.pause();
  const before = performance.now();
  await close();
  expect(performance.now() - before).toBeLessThan(1_000);
});

it.each([
  ['missing_scope', { ok: false, error: 'missing_scope', needed: 'connections:write' }],
  ['forbidden_team', { ok: false, error: 'forbidden_team' }],
])('tells the operator what to do about %s instead of trying for ever', async (code, answer) => {
  const { far, near } = await open();
  far.answer = answer;
  await expect(near.connect()).rejects.toMatchObject({
    code: 'slack/app-token-refused',
    message: expect.stringMatching(new RegExp(`${code}.*connections:write`)),
  });
});
