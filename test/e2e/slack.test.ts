import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fetch from 'node-fetch';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { BOT_SCOPES } from '../../src/surfaces/slack/scopes.ts';
import type {
  AttachedFile,
  FaultAnswer,
  Slack,
  SlackChannel,
  SlackOptions,
} from '../emulators/slack/handle.ts';
import { startSlack } from '../emulators/slack/slack.ts';
import type { Message } from '../emulators/slack/wire.ts';
import { ready, startBot, stop, until } from '../support/bot-process.ts';
import { startRealSandbox } from '../support/real-sandbox.ts';
import { isOfBot, videosIn } from '../support/slack-chat-world.ts';
import { jobOf } from '../support/slack-world.ts';
import { probeVideo } from '../support/video-probe.ts';

const FIXTURES = new URL('../media/fixtures/', import.meta.url);

let sandbox: Sandbox;
let closeSandbox: () => Promise<void>;
let picture: AttachedFile;
let clip: AttachedFile;

beforeAll(async () => {
  sandbox = await startRealSandbox({}, (close) => {
    closeSandbox = close;
  });
  const bytes = await sharp({
    create: { width: 320, height: 400, channels: 3, background: '#8b6' },
  })
    .png()
    .toBuffer();
  picture = { name: 'me.png', bytes, mimetype: 'image/png' };
  clip = {
    name: 'audio_message.mp4',
    bytes: await readFile(new URL('slack-clip.mp4', FIXTURES)),
    mimetype: 'video/mp4',
    subtype: 'slack_audio',
  };
}, 60_000);

afterAll(() => closeSandbox());

/** Slack, and what an operator sets so that the bot goes there. */
async function newPlace(options: SlackOptions = {}) {
  const slack = await startSlack({ scopes: BOT_SCOPES, ...options });
  onTestFinished(() => slack.close());
  const folder = await mkdtemp(path.join(tmpdir(), 'slack-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const transport =
    options.transport === 'http'
      ? { SLACK_SIGNING_SECRET: slack.signingSecret }
      : { SLACK_APP_TOKEN: slack.appToken };
  const env = {
    SLACK_BOT_TOKEN: slack.team.botToken,
    SLACK_API_URL: slack.apiUrl,
    ...transport,
    MEDIA_HOSTS: slack.fileHost,
    KLING_API_BASE_URL: sandbox.url,
    KLING_API_KEY: sandbox.apiKey,
    KLING_POLL_SECONDS: '0.1',
    DATA_DIR: path.join(folder, 'data'),
    TMPDIR: folder,
    HTTP_PORT: '0',
  };
  const run = (more: Record<string, string> = {}) => startBot([], { ...env, ...more });
  const ada = slack.team.createUser({ name: 'ada' });
  const channel = slack.team.createChannel({ members: [ada] });
  return { slack, folder, env, run, ada, channel };
}

async function probe(slack: Slack, { files: [file] = [] }: Message, folder: string) {
  const output = path.join(folder, 'posted.mp4');
  await writeFile(output, slack.bytesOf(file ?? expect.fail('There is no file')));
  return probeVideo(output);
}

const tasksOf = (jobId: string) =>
  sandbox.control.tasks().filter(({ externalId }) => externalId === jobId);

const said = (channel: SlackChannel, { ts }: Message) => channel.messages(ts).filter(isOfBot);
const isDone = ({ text }: Message) => /Done in/.test(text ?? '');

const transports = ['socket', 'http'] as const;

it.each(transports)(
  'by %s, a PNG and a recorded clip become a video that plays, for one task',
  async (transport) => {
    const { slack, folder, run, ada, channel } = await newPlace({ transport });
    const bot = run({ LOG_LEVEL: 'debug' });
    const told = await ready(bot);
    expect(told).toContain(`On Slack in ${slack.team.name}`);
    const address = /ready at (\S+)/.exec(told)?.[1] ?? expect.fail('no address');
    if (transport === 'http') slack.http(`${address}/slack/events`);
    const asked = await ada.mention(channel, 'smiling', { files: [picture, clip] });
    await until(bot, () => said(channel, asked).some(isDone));
    const [video, ...others] = videosIn(channel.messages(asked.ts));
    expect(others).toEqual([]);
    const facts = await probe(slack, video ?? expect.fail('no video'), folder);
    expect(facts).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac' });
    expect(jobOf(channel, asked)).toBe(`slack-${slack.team.id}-${channel.id}-${asked.ts}`);
    expect(tasksOf(jobOf(channel, asked))).toHaveLength(1);
    const log = await stop(bot);
    // At its most talkative it says nothing that opens a door.
    for (const secret of [
      slack.team.botToken,
      slack.appToken,
      slack.signingSecret,
      sandbox.apiKey,
    ]) {
      expect(log).not.toContain(secret);
    }
    expect(log).not.toMatch(/\/(upload|files-pri|hooks)\//);
    expect(slack.mistakes).toEqual([]);
  },
);

it('requests that Slack has not signed, or signed long ago, are refused and begin nothing', async () => {
  const { slack, run, channel } = await newPlace({ transport: 'http' });
  const bot = run({ LOG_LEVEL: 'silent' });
  const address = /ready at (\S+)/.exec(await ready(bot))?.[1] ?? expect.fail('no address');
  const body = JSON.stringify({ type: 'event_callback', team_id: slack.team.id, event: {} });
  const send = async (secret: string, at: number) => {
    const time = String(Math.floor(at / 1_000));
    const signature = createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
    };
    return (await fetch(`${address}/slack/events`, { method: 'POST', body, headers })).status;
  };
  expect(await send('not the secret', Date.now())).toBe(401);
  expect(await send(slack.signingSecret, Date.now() - 6 * 60_000)).toBe(401);
  expect(await send(slack.signingSecret, Date.now())).toBe(200);
  const huge = await fetch(`${address}/slack/events`, { method: 'POST', body: 'x'.repeat(2e6) });
  expect(huge.status).toBe(413);
  expect((await fetch(`${address}/slack/elsewhere`)).status).toBe(404);
  expect(channel.all()).toEqual([]);
  await stop(bot);
});

it('a token that Slack does not know ends the program with one sentence that says what to do', async () => {
  const { run } = await newPlace();
  const { exitCode, stderr } = await run({
    LOG_LEVEL: 'silent',
    SLACK_BOT_TOKEN: 'xoxb-hunter2',
  }).ended;
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Slack does not take SLACK_BOT_TOKEN \(invalid_auth\)\. Copy it .+\n$/);
  expect(stderr).not.toContain('hunter2');
});

it('the app to make at Slack is printed whole, and needs no setting', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'slack-manifest-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { exitCode, stdout } = await startBot(['slack-manifest'], {}, { cwd: folder }).ended;
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ settings: { socket_mode_enabled: true } });
  const without = await startBot(['slack-manifest', '--http'], {}, { cwd: folder }).ended;
  expect(without.stderr).toBe('Set PUBLIC_URL first\n');
  const env = { PUBLIC_URL: 'https://bot.example' };
  const http = await startBot(['slack-manifest', '--http'], env, { cwd: folder }).ended;
  expect(http.stdout).toContain('https://bot.example/slack/events');
});

const deaths: readonly [name: string, api: string, answer: FaultAnswer][] = [
  ['before the video is uploaded', 'files.getUploadURLExternal', 'hang'],
  ['while the video is being uploaded', 'upload', 'hang'],
  ['after it is shared, before the bot knows', 'files.completeUploadExternal', 'hang-after'],
];

describe('a bot that is killed with SIGKILL posts one video', () => {
  it.each(deaths)('%s', async (_name, api, answer) => {
    const { slack, folder, run, ada, channel } = await newPlace();
    const first = run({ LOG_LEVEL: 'error' });
    await ready(first);
    const fault = slack.faults.on(api, answer);
    const asked = await ada.mention(channel, '', { files: [picture, clip] });
    await fault.reached;
    const shared = () => videosIn(channel.messages(asked.ts)).length === 1;
    await until(first, () => answer === 'hang' || shared());
    first.child.kill('SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
    slack.faults.releaseAll();
    const second = run({ LOG_LEVEL: 'error' });
    await ready(second);
    await until(second, () => said(channel, asked).some(isDone));
    const [video, ...others] = videosIn(channel.messages(asked.ts));
    expect(others).toEqual([]);
    await probe(slack, video ?? expect.fail('no video'), folder);
    expect(tasksOf(jobOf(channel, asked))).toHaveLength(1);
    expect(await stop(second)).toBe('');
  });
});
