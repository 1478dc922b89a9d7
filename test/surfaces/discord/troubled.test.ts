import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageFlags } from 'discord.js';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { Secret } from '../../../src/secret.ts';
import type { Discord, FaultAnswer, Interaction } from '../../emulators/discord/handle.ts';
import type { Message } from '../../emulators/discord/wire.ts';
import {
  createDiscordWorld,
  type DiscordBot,
  type DiscordWorld,
  isDone,
  jobOf,
  PICTURE,
  SOUND,
  VOICE,
  videosIn,
} from '../../support/discord-world.ts';

const opened: Discord[] = [];
afterEach(() => {
  for (const { mistakes } of opened.splice(0)) expect(mistakes).toEqual([]);
});

/** A place where videos are made quickly. */
async function createPlace(): Promise<DiscordWorld> {
  const there = await createDiscordWorld();
  opened.push(there.discord);
  there.world.maker.renderMs = 1_000;
  there.world.media.clip = { ...there.world.media.clip, seconds: 2 };
  return there;
}

/** Starts the bot while time passes. */
async function startIn(
  there: DiscordWorld,
  settings: Parameters<DiscordWorld['start']>[1] = {},
): Promise<DiscordBot> {
  let ended = false;
  const starting = there.start(undefined, settings).finally(() => {
    ended = true;
  });
  starting.catch(() => undefined);
  await there.until(() => ended);
  return starting;
}

const FILES = { image: PICTURE, voice: SOUND };
const CALLBACK = 'POST /interactions/{}/{}/callback';

async function replyTo(asked: Interaction): Promise<Message> {
  const { message, type } = await asked.response();
  return message ?? expect.fail(`There is no reply, but ${type}`);
}

/** The outcome of every job: one task, one video, one reply that says so. */
async function expectOneVideo(there: DiscordWorld, asked: Interaction): Promise<Message> {
  const reply = await replyTo(asked);
  await there.until(() => asked.message()?.content.includes('Done in'));
  const videos = videosIn(there.channel.thread(reply.id));
  expect(videos).toHaveLength(1);
  expect(there.world.maker.charges.get(jobOf(reply))).toBe(1);
  return videos[0] ?? expect.fail('There is no video');
}

/** Ada asks by a command and wants it once more. */
async function askAndRetry(there: DiscordWorld): Promise<void> {
  const asked = await there.ada.slash(there.channel, 'avatar', FILES);
  const video = await expectOneVideo(there, asked);
  const reply = await replyTo(asked);
  const thread = there.channel.thread(reply.id) ?? expect.fail('There is no thread');
  await there.ada.click(thread, video, `retry:${jobOf(reply)}`);
  await there.until(() => videosIn(thread).length === 2);
}

/** Ada asks for help, and is heard. */
async function askForHelp(there: DiscordWorld): Promise<void> {
  const asked = await there.ada.slash(there.channel, 'avatar-help');
  await asked.response();
  await there.until(() => asked.message()?.content.includes('Three ways to ask'));
}

/** Ada asks by a command, nothing more. */
async function ask(there: DiscordWorld): Promise<void> {
  await expectOneVideo(there, await there.ada.slash(there.channel, 'avatar', FILES));
}

/** Ada mentions the bot with a picture, and answers its question with a voice message. */
async function askInHalves(there: DiscordWorld): Promise<void> {
  const { ada, channel, until } = there;
  const said = () => channel.messages().filter(({ author }) => author.bot);
  await ada.post(channel, { content: `<@${there.discord.botId}>`, files: [PICTURE] });
  const question = await until(() => said()[0]);
  expect(question.content).toContain('voice message');
  const voice = await ada.post(channel, { voice: VOICE, replyTo: question });
  await there.untilJob(jobOf(voice), isDone);
  const thread = channel.thread(voice.id) ?? expect.fail('There is no thread');
  await until(() => thread.messages()[0]?.content.includes('Done in'));
  expect(videosIn(thread)).toHaveLength(1);
  expect(thread.messages()).toHaveLength(2);
  expect(said()).toHaveLength(1);
}

/** Ada asks by a command and deletes what came of it. */
async function askAndDelete(there: DiscordWorld): Promise<void> {
  const asked = await there.ada.slash(there.channel, 'avatar', FILES);
  const video = await expectOneVideo(there, asked);
  const reply = await replyTo(asked);
  const thread = there.channel.thread(reply.id) ?? expect.fail('There is no thread');
  const pressed = await there.ada.click(thread, video, `delete:${jobOf(reply)}`);
  await pressed.response();
  await there.until(() => pressed.message()?.content.includes('is deleted'));
  expect([...there.world.blobs.keys].filter((key) => key.startsWith(jobOf(reply)))).toEqual([]);
}

/** Ada completes a message by its menu. */
async function askByMenu(there: DiscordWorld): Promise<void> {
  const message = await there.ada.post(there.channel, { files: [SOUND] });
  const form = await there.ada.messageCommand(there.channel, 'Talking avatar', message);
  await form.response();
  const values = { portrait: [PICTURE], prompt: '', mode: ['std'] };
  await expectOneVideo(there, await there.ada.submitModal(form, values));
}

/** Every endpoint that the bot uses, and what a person does so that it is used. */
const USES: Readonly<Record<string, (there: DiscordWorld) => Promise<void>>> = {
  'GET /applications/@me': askForHelp,
  'GET /applications/{}/commands': askForHelp,
  'PUT /applications/{}/commands': askForHelp,
  'GET /gateway/bot': askForHelp,
  [CALLBACK]: ask,
  'PATCH /webhooks/{}/{}/messages/{}': ask,
  'POST /channels/{}/messages/{}/threads': ask,
  'GET /channels/{}/messages': ask,
  'GET /guilds/{}': ask,
  'POST /channels/{}/messages': askInHalves,
  'GET /channels/{}/messages/{}': askInHalves,
  'PATCH /channels/{}/messages/{}': askInHalves,
  'DELETE /channels/{}/messages/{}': askAndDelete,
};

it('the bot uses no endpoint of Discord but those that are made to fail here', async () => {
  const there = await createPlace();
  await there.start();
  for (const use of [askAndRetry, askInHalves, askByMenu, askAndDelete, askForHelp]) {
    await use({ ...there, channel: there.guild.createTextChannel() });
  }
  const used = there.discord.requests.map(({ method, route }) => `${method} ${route}`);
  expect([...new Set(used)].sort()).toEqual(Object.keys(USES).sort());
});

const repeat = (times: number): FaultAnswer[] => Array(times).fill({ status: 500 });

/** What the requests to an endpoint meet, one after the other. */
const TROUBLES: readonly [what: string, answers: readonly FaultAnswer[]][] = [
  ['answers 429', [{ status: 429, retryAfterSeconds: 0.01 }]],
  ['answers 429 and not for how long', [{ status: 429, retryAfterSeconds: 'unsaid' }]],
  ['answers 500 once', repeat(1)],
  ['answers 500 three times', repeat(3)],
  ['answers 500 more often than the library repeats a call', repeat(4)],
  ['cuts the connection', ['cut']],
  ['does it and cuts the connection', ['cut-after']],
];

/** Where a person is answered otherwise when no repeating helps; these are shown further down. */
const OTHERWISE = [
  CALLBACK,
  'POST /channels/{}/messages',
  'GET /channels/{}/messages/{}',
  'DELETE /channels/{}/messages/{}',
];
const isBeyondRepeating = (answers: readonly FaultAnswer[]) =>
  answers.length > 3 || answers.some((each) => JSON.stringify(each).includes('unsaid'));

describe('everybody has one video and no word too many where Discord', () => {
  it.each(TROUBLES)('%s, at whichever endpoint', async (_what, answers) => {
    const tryOne = async ([route, use]: [string, (there: DiscordWorld) => Promise<void>]) => {
      if (isBeyondRepeating(answers) && OTHERWISE.includes(route)) return [];
      const there = await createPlace();
      const faults = answers.map((answer) => there.discord.faults.add({ route, answer }));
      try {
        const bot = await startIn(there);
        await use(there);
        expect(faults.map(({ hits }) => hits)).toEqual(answers.map(() => 1));
        await bot.stop();
        return [];
      } catch (error) {
        return [`${route}: ${error instanceof Error ? error.message : error}`];
      }
    };
    const failed = await Promise.all(Object.entries(USES).map(tryOne));
    expect(failed.flat()).toEqual([]);
  });
});

describe.each(TROUBLES.filter(([, answers]) => isBeyondRepeating(answers)))(
  'where Discord %s',
  (_what, answers) => {
    async function openWith(route: string): Promise<DiscordWorld> {
      const there = await createPlace();
      await there.start();
      for (const answer of answers) there.discord.faults.add({ route, answer });
      return there;
    }

    it('as a command is acknowledged, the person is told to try again, and nothing is begun', async () => {
      const there = await openWith(CALLBACK);
      const asked = await there.ada.slash(there.channel, 'avatar', FILES);
      const { type, message } = await asked.response();
      expect([type, (message?.flags ?? 0) & MessageFlags.Ephemeral]).toEqual([4, 64]);
      expect(message?.content).toContain('Please try again');
      await there.world.clock.advance(60_000);
      expect(there.world.maker.orders).toEqual([]);
      await ask(there);
    });

    it('as a question is asked in the channel, it is asked in direct messages', async () => {
      const there = await openWith('POST /channels/{}/messages');
      const content = `<@${there.discord.botId}>`;
      await there.ada.post(there.channel, { content, files: [PICTURE] });
      const [question, ...more] = await there.until(() => {
        const said = there.ada.dm().messages();
        return said.length > 0 && said;
      });
      expect(question?.content).toContain('voice message');
      expect(more).toEqual([]);
      expect(there.channel.messages()).toHaveLength(1);
    });

    it('as it is looked what somebody has replied to, the person is told to try again', async () => {
      const there = await openWith('GET /channels/{}/messages/{}');
      const content = `<@${there.discord.botId}>`;
      await there.ada.post(there.channel, { content, files: [PICTURE] });
      const said = () => there.channel.messages().filter(({ author }) => author.bot);
      const question = await there.until(() => said()[0]);
      await there.ada.post(there.channel, { voice: VOICE, replyTo: question });
      const answer = await there.until(() => said()[1]);
      expect(answer.content).toContain('Please try again');
      const voice = await there.ada.post(there.channel, { voice: VOICE, replyTo: question });
      await there.untilJob(jobOf(voice), isDone);
    });

    it('as a video is deleted, the person is told that the post is still there', async () => {
      const there = await openWith('DELETE /channels/{}/messages/{}');
      const asked = await there.ada.slash(there.channel, 'avatar', FILES);
      const video = await expectOneVideo(there, asked);
      const reply = await replyTo(asked);
      const thread = there.channel.thread(reply.id) ?? expect.fail('There is no thread');
      const pressed = await there.ada.click(thread, video, `delete:${jobOf(reply)}`);
      await pressed.response();
      await there.until(() => pressed.message()?.content.includes('is deleted'));
      expect(pressed.message()?.content.split('\n')).toHaveLength(2);
      expect(videosIn(thread)).toHaveLength(1);
    });
  },
);

it('a command that Discord never lets be acknowledged is nothing that was begun', async () => {
  const there = await createPlace();
  await there.start();
  there.discord.faults.add({ route: CALLBACK, times: 99, answer: { status: 500 } });
  const asked = await there.ada.slash(there.channel, 'avatar', FILES);
  await there.until(() => there.log.count('discord.failure-not-told') === 1);
  expect(asked.message()).toBeUndefined();
  await there.world.clock.advance(60_000);
  expect((await asked.response()).type).toBe('failed');
  expect(there.world.maker.orders).toEqual([]);
});

describe('the commands', () => {
  const puts = ({ discord }: DiscordWorld) =>
    discord.requests.filter(({ method }) => method === 'PUT').map(({ route }) => route);
  const everywhere = 'PUT /applications/{}/commands';

  it('are registered once, and anew when Discord has others', async () => {
    const there = await createPlace();
    await (await there.start()).stop();
    await (await there.start()).stop();
    expect(puts(there)).toHaveLength(1);
    there.discord.breakAnswers((route, body) => {
      if (route !== everywhere.replace('PUT', 'GET')) return body;
      return (body as object[]).map((each) => ({ ...each, description: 'of yesterday' }));
    });
    await (await there.start()).stop();
    expect(puts(there)).toHaveLength(2);
    expect(there.discord.commands()).toHaveLength(6);
  });

  it('are registered in one server alone where only that one is to have them', async () => {
    const there = await createPlace();
    await (await there.start(undefined, { guildId: there.guild.id })).stop();
    await (await there.start(undefined, { guildId: there.guild.id })).stop();
    expect(puts(there)).toEqual(['/applications/{}/guilds/{}/commands']);
    expect(there.discord.commands()).toEqual([]);
    expect(there.discord.commands(there.guild)).toHaveLength(6);
  });
});

describe('a bot that Discord', () => {
  it('does not know is told where to find the right token', async () => {
    const there = await createPlace();
    const [id = ''] = there.discord.token.split('.');
    const starting = there.start(undefined, { token: new Secret(`${id}.wrong.token`) });
    await expect(starting).rejects.toMatchObject({
      code: 'discord/token-refused',
      message: expect.stringContaining('Copy it again'),
    });
  });

  it('dismisses says so, and why', async () => {
    const there = await createPlace();
    const { surface } = await there.start();
    there.discord.gateway.close(4004);
    await expect(surface.dismissed).rejects.toMatchObject({
      code: 'discord/dismissed',
      message: expect.stringContaining('reset it in the Developer Portal'),
    });
  });

  it('dismisses while it connects does not try again', async () => {
    const there = await createPlace();
    const refusing = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => refusing.close());
    await once(refusing, 'listening');
    refusing.on('connection', (socket) => socket.close(4014));
    const { port } = refusing.address() as AddressInfo;
    there.discord.breakAnswers((route, body) =>
      route === 'GET /gateway/bot' ? { ...(body as object), url: `ws://127.0.0.1:${port}` } : body,
    );
    await expect(startIn(there)).rejects.toMatchObject({ code: 'discord/dismissed' });
    const asked = there.discord.requests.filter(({ route }) => route === '/gateway/bot');
    expect(asked).toHaveLength(1);
  });

  it('lets wait at the start is there when Discord is', async () => {
    const there = await createPlace();
    const down = there.discord.faults.add({ route: /./, times: 200, answer: { status: 503 } });
    const starting = startIn(there);
    await there.until(() => there.log.count('discord.not-reached') === 3);
    down.remove();
    await starting;
    await ask(there);
  });
});
