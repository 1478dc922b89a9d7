import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startHttpBot } from './a-bot.ts';
import { openSlack } from './a-slack.ts';

async function scene() {
  const slack = await openSlack({ transport: 'http' });
  const channel = slack.team.createChannel();
  const mia = slack.team.createUser({ name: 'mia' });
  return { slack, channel, mia };
}

/** An app that answers every delivery with the same status. */
async function answering(status: number, headers: Record<string, string> = {}) {
  const heard: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers);
    request.resume();
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}

it('signs events so that Bolt takes them, one after the other', async () => {
  const { slack, channel, mia } = await scene();
  const bot = await startHttpBot(slack);
  await mia.mention(channel, 'talk');
  expect(bot.events.map(({ type }) => type)).toEqual(['app_mention', 'message']);
  expect(slack.unacknowledged).toEqual([]);
});

it('is not believed by an app with another secret', async () => {
  const { slack, channel, mia } = await scene();
  const bot = await startHttpBot(slack, 'another secret');
  await mia.post(channel, { text: 'hello' });
  expect(bot.events).toEqual([]);
  expect(slack.unacknowledged).toMatchObject([{ type: 'message', attempts: 4 }]);
});

it('repeats what fails, and says the number and the reason', async () => {
  const { slack, channel, mia } = await scene();
  const { heard, url } = await answering(500);
  slack.http(url);
  await mia.post(channel, { text: 'hello' });
  expect(heard.map((headers) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
  expect(heard[3]?.['x-slack-retry-reason']).toBe('http_error');
});

it('does not repeat what the app wants no more', async () => {
  const { slack, channel, mia } = await scene();
  const { heard, url } = await answering(503, { 'x-slack-no-retry': '1' });
  slack.http(url);
  await mia.post(channel, { text: 'hello' });
  expect(heard).toHaveLength(1);
});

it('tells a copy from the first by its headers', async () => {
  const { slack, channel, mia } = await scene();
  const bot = await startHttpBot(slack);
  Object.assign(slack.events, { times: 2, message: false });
  await mia.mention(channel, 'talk');
  expect(bot.events.map(({ retryNum }) => retryNum)).toEqual([undefined, 1]);
});

it('waits for an address', async () => {
  const { slack, channel, mia } = await scene();
  const posted = mia.post(channel, { text: 'hello' });
  const bot = await startHttpBot(slack);
  await posted;
  expect(bot.events).toHaveLength(1);
});

it('brings commands and presses, and the answers come back', async () => {
  const { slack, channel, mia } = await scene();
  const bot = await startHttpBot(slack);
  bot.app.command('/avatar', async ({ ack, command }) => ack(`you said ${command.text}`));
  const interaction = await mia.slash(channel, '/avatar', 'hi');
  expect(interaction.acknowledged).toBe(true);
  expect(mia.ephemerals(channel)).toMatchObject([{ text: 'you said hi' }]);
});
