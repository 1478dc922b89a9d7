import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PermissionsBitField } from 'discord.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startDiscord } from '../emulators/discord/discord.ts';
import type {
  AttachedFile,
  Discord,
  DiscordChannel,
  FaultAnswer,
} from '../emulators/discord/handle.ts';
import type { Message } from '../emulators/discord/wire.ts';
import { ready, startBot, stop, until } from '../support/bot-process.ts';
import { videosIn } from '../support/discord-world.ts';
import { startRealSandbox } from '../support/real-sandbox.ts';
import { probeVideo } from '../support/video-probe.ts';

const FIXTURES = new URL('../media/fixtures/', import.meta.url);

let sandbox: Sandbox;
let closeSandbox: () => Promise<void>;
let picture: AttachedFile;
let voice: AttachedFile;

beforeAll(async () => {
  sandbox = await startRealSandbox({}, (close) => {
    closeSandbox = close;
  });
  const bytes = await sharp({
    create: { width: 320, height: 400, channels: 3, background: '#b86' },
  })
    .webp()
    .toBuffer();
  picture = { name: 'me.webp', bytes, contentType: 'image/webp' };
  voice = {
    name: 'voice-message.ogg',
    bytes: await readFile(new URL('discord-voice.ogg', FIXTURES)),
    contentType: 'audio/ogg',
  };
}, 60_000);

afterAll(() => closeSandbox());

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'discord-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Discord, and what an operator sets so that the bot goes there. */
async function newPlace() {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const folder = await newFolder();
  const env = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    MEDIA_HOSTS: discord.fileHost,
    KLING_API_BASE_URL: sandbox.url,
    KLING_API_KEY: sandbox.apiKey,
    KLING_POLL_SECONDS: '0.1',
    DATA_DIR: path.join(folder, 'data'),
    TMPDIR: folder,
    HTTP_PORT: '0',
  };
  const run = (more: Record<string, string> = {}, args: readonly string[] = []) =>
    startBot(args, { ...env, ...more });
  return { discord, folder, run, channel: discord.createGuild().createTextChannel() };
}

/** With the same files each time, of which the sandbox then draws one video only. */
async function ask(discord: Discord, channel: DiscordChannel) {
  const asked = await discord.createUser().slash(channel, 'avatar', { image: picture, voice });
  const { message } = await asked.response();
  return { asked, reply: message ?? expect.fail('There is no reply') };
}

async function probe(discord: Discord, [attachment]: Message['attachments'], folder: string) {
  const file = path.join(folder, 'posted.mp4');
  await writeFile(file, discord.bytesOf(attachment ?? expect.fail('There is no file')));
  return probeVideo(file);
}

const tasksOf = (jobId: string) =>
  sandbox.control.tasks().filter(({ externalId }) => externalId === jobId);

it('a WebP and an ogg voice message become a video that plays, in the thread, for one task', async () => {
  const { discord, channel, run, folder } = await newPlace();
  const bot = run({ LOG_LEVEL: 'debug' });
  const said = await ready(bot);
  expect(said).toContain(`oauth2/authorize?client_id=${discord.applicationId}`);
  const { asked, reply } = await ask(discord, channel);
  const thread = await until(bot, () => channel.thread(reply.id));
  const [video] = await until(bot, () => videosIn(thread).length > 0 && videosIn(thread));
  const facts = await probe(discord, video?.attachments ?? [], folder);
  expect(facts).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac' });
  expect(tasksOf(`discord-${reply.id}`)).toHaveLength(1);
  await until(bot, () => asked.message()?.content.includes('Done in'));
  const log = await stop(bot);
  // At its most talkative it says nothing that opens a door.
  for (const secret of [discord.token, asked.token, 'hm=', sandbox.apiKey]) {
    expect(log).not.toContain(secret);
  }
  expect(log).toContain('discord.commands-registered');
  expect(discord.mistakes).toEqual([]);
});

it('a token that Discord takes back ends the program with one sentence that says what to do', async () => {
  const { discord, run } = await newPlace();
  const bot = run({ LOG_LEVEL: 'silent' });
  await ready(bot);
  discord.gateway.close(4004);
  const { exitCode, stderr } = await bot.ended;
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Discord closed the connection .+ reset it .+\n$/);
});

it('the link that adds the bot to a server asks for what it uses and nothing else', async () => {
  const { discord, run } = await newPlace();
  const { exitCode, stdout } = await run({}, ['invite']).ended;
  expect(exitCode).toBe(0);
  const url = new URL(stdout.trim());
  expect(url.searchParams.get('client_id')).toBe(discord.applicationId);
  expect(url.searchParams.get('scope')).toBe('bot applications.commands');
  const bits = BigInt(url.searchParams.get('permissions') ?? '');
  expect(new PermissionsBitField(bits).toArray().sort()).toEqual([
    'AttachFiles',
    'CreatePublicThreads',
    'ReadMessageHistory',
    'SendMessages',
    'SendMessagesInThreads',
    'ViewChannel',
  ]);
});

const deaths: readonly [name: string, answer: FaultAnswer][] = [
  ['while the video is being posted', 'hang'],
  ['after the video is posted, before the bot knows', 'hang-after'],
];

describe('a bot that is killed with SIGKILL posts one video', () => {
  it.each(deaths)('%s', async (_name, answer) => {
    const { discord, channel, run, folder } = await newPlace();
    const first = run({ LOG_LEVEL: 'error' });
    await ready(first);
    const fault = discord.faults.add({ route: 'POST /channels/{}/messages', answer });
    const { asked, reply } = await ask(discord, channel);
    await fault.reached;
    await until(first, () => answer === 'hang' || videosIn(channel.thread(reply.id)).length === 1);
    first.child.kill('SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
    const second = run({ LOG_LEVEL: 'error' });
    await ready(second);
    await until(second, () => asked.message()?.content.includes('Done in'));
    const videos = videosIn(channel.thread(reply.id));
    expect(videos).toHaveLength(1);
    await probe(discord, videos[0]?.attachments ?? [], folder);
    expect(tasksOf(`discord-${reply.id}`)).toHaveLength(1);
    expect(await stop(second)).toBe('');
  });
});
