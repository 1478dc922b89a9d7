import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { next, startSocketBot } from './a-bot.ts';
import { openSlack } from './a-slack.ts';

async function scene() {
  const slack = await openSlack();
  slack.events.message = false;
  const channel = slack.team.createChannel();
  const mia = slack.team.createUser();
  return { slack, channel, mia };
}

/** A client that reads and does not acknowledge until it is told. */
async function dial(url: string) {
  const socket = new WebSocket(url);
  const frames: Record<string, unknown>[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  socket.on('error', () => {});
  const ack = (frame: Record<string, unknown>) =>
    socket.send(JSON.stringify({ envelope_id: frame['envelope_id'] }));
  return { socket, frames, ack };
}

async function addressFrom(slack: { apiUrl: string; appToken: string }): Promise<string> {
  const headers = { authorization: `Bearer ${slack.appToken}` };
  const response = await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', headers });
  return ((await response.json()) as { url: string }).url;
}

describe('a payload', () => {
  it('waits for the first connection', async () => {
    const { slack, channel, mia } = await scene();
    const posted = mia.mention(channel, 'early');
    expect(slack.deliveries.map(({ state }) => state)).toEqual(['waiting']);
    const bot = await startSocketBot(slack);
    await posted;
    expect(bot.events).toHaveLength(1);
    expect(slack.deliveries.map(({ state }) => state)).toEqual(['acknowledged']);
  });

  it('is lost without one where the test asks for it', async () => {
    const { slack, channel, mia } = await scene();
    slack.events.lossy = true;
    await mia.mention(channel, 'early');
    expect(slack.unacknowledged).toMatchObject([{ type: 'app_mention', attempts: 0 }]);
  });

  it('waits while deliveries are held', async () => {
    const { slack, channel, mia } = await scene();
    const bot = await startSocketBot(slack);
    slack.sockets.hold = true;
    const posted = mia.mention(channel, 'one');
    expect(slack.deliveries[0]?.state).toBe('waiting');
    slack.sockets.hold = false;
    await posted;
    expect(bot.events).toHaveLength(1);
  });

  it('goes to one of several connections, to each in turn', async () => {
    const { slack, channel, mia } = await scene();
    const bots = [await startSocketBot(slack), await startSocketBot(slack)];
    for (const text of ['a', 'b', 'c', 'd']) await mia.mention(channel, text);
    expect(bots.map(({ events }) => events.length)).toEqual([2, 2]);
  });

  it('comes again on the next connection when the first dies with it', async () => {
    const { slack, channel, mia } = await scene();
    const first = await dial(await addressFrom(slack));
    const posted = mia.mention(channel, 'talk');
    const envelope = await next(first.frames, 2);
    expect(envelope).toMatchObject({ type: 'events_api', retry_attempt: 0, retry_reason: '' });
    slack.sockets.dropAll();
    const second = await dial(await addressFrom(slack));
    const again = await next(second.frames, 2);
    expect(again).toMatchObject({ retry_attempt: 1, payload: envelope['payload'] });
    second.ack(again);
    await posted;
    expect(slack.unacknowledged).toEqual([]);
    second.socket.close();
  });

  it('comes again when nobody acknowledges it, and is given up in the end', async () => {
    const { slack, channel, mia } = await scene();
    Object.assign(slack.events, { redeliverAfterMs: 10, retries: 2 });
    const { frames, socket } = await dial(await addressFrom(slack));
    await mia.mention(channel, 'talk');
    const attempts = frames.slice(1).map((frame) => frame['retry_attempt']);
    expect(attempts).toEqual([0, 1, 2]);
    expect(frames[3]).toMatchObject({ retry_reason: 'timeout' });
    expect(slack.unacknowledged).toMatchObject([{ type: 'app_mention', state: 'given-up' }]);
    expect(slack.mistakes).toEqual([]);
    socket.close();
  });
});

describe('a connection', () => {
  it('begins with hello, by an address that is good once', async () => {
    const { slack } = await scene();
    const url = await addressFrom(slack);
    const first = await dial(url);
    expect(await next(first.frames)).toMatchObject({ type: 'hello', num_connections: 1 });
    const second = await dial(url);
    await new Promise((resolve) => second.socket.once('close', resolve));
    expect(slack.sockets).toMatchObject({ open: 1, connections: 1 });
    first.socket.close();
  });

  it.each(['refresh', 'warn', 'dropAll'] as const)('is made anew after %s', async (end) => {
    const { slack, channel, mia } = await scene();
    const bot = await startSocketBot(slack, { pingTimeoutMs: 400 });
    slack.sockets[end]();
    await slack.sockets.waitForConnection(2);
    await mia.mention(channel, 'talk');
    expect(bot.events).toHaveLength(1);
    expect(slack.sockets.connections).toBe(2);
  });
});
