import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startDiscord } from '../emulators/discord/discord.ts';
import { startSlack } from '../emulators/slack/slack.ts';
import { wav } from '../media/wav.ts';
import { rowOf, Sometimes } from '../support/sometimes.ts';
import { CLIP_SECONDS, report, round, withFolder } from './bench-jobs.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';

const JOBS = 200;
/** As people are spread over the channels of a workspace or a server. */
const CHANNELS = 10;
const SLOTS = 50;
/** Of all requests, on each side. */
const FAILING = 0.1;
/** The last few meet one failure after the other. */
const NEARLY = 0.95;
const LOOK_MS = 250;
const MAX_WAIT_MS = 15 * 60_000;

/** How many videos each of the requests has. */
type Counts = () => number[];

/** 200 requests on Discord and 200 on Slack at once, with a tenth of all requests failing everywhere. */
await withFolder(async (dataDir) => {
  const sandbox = await startSandboxProcess([
    ...['--slots', `${SLOTS}`, '--queue-ms', '50', '--render-ms', '1000'],
  ]);
  const [discord, slack] = await Promise.all([
    startDiscord({ judges: false }),
    startSlack({ judges: false }),
  ]);
  const peers = {
    discord: { token: discord.token, apiUrl: discord.apiUrl, fileHost: discord.fileHost },
    slack: {
      botToken: slack.team.botToken,
      appToken: slack.appToken,
      apiUrl: slack.apiUrl,
      fileHost: slack.fileHost,
    },
    kling: { url: sandbox.url, apiKey: sandbox.apiKey },
    dataDir,
  };
  const bot = fork(fileURLToPath(new URL('both-bot.js', import.meta.url)), [JSON.stringify(peers)]);
  await once(bot, 'message');

  const random = rowOf(7);
  slack.faults.share(FAILING, random, [{ status: 429, retryAfter: 1 }, { status: 500 }]);
  for (const answer of [{ status: 429, retryAfterSeconds: 1 }, { status: 500 }]) {
    const route = new Sometimes(FAILING / 2, random);
    discord.faults.add({ route, times: Number.POSITIVE_INFINITY, answer });
  }
  const picture = await sharp({
    create: { width: 320, height: 320, channels: 3, background: '#b86' },
  })
    .jpeg()
    .toBuffer();
  const files = [
    { name: 'face.jpg', bytes: picture, contentType: 'image/jpeg', mimetype: 'image/jpeg' },
    {
      ...{ name: 'voice.wav', bytes: wav({ seconds: CLIP_SECONDS }) },
      ...{ contentType: 'audio/wav', mimetype: 'audio/wav' },
    },
  ];
  const startedAt = Date.now();
  const [onSlack, onDiscord] = await Promise.all([askOnSlack(), askOnDiscord()]);
  const failed = { kling: 0 };
  const endedAt = { slack: 0, discord: 0 };
  const nearlyAt = { slack: 0, discord: 0 };
  while (Date.now() - startedAt < MAX_WAIT_MS && (endedAt.slack === 0 || endedAt.discord === 0)) {
    await wait(LOOK_MS);
    failed.kling = await failATenth(sandbox, failed.kling);
    nearlyAt.slack ||= has(onSlack, NEARLY) ? Date.now() : 0;
    endedAt.slack ||= has(onSlack, 1) ? Date.now() : 0;
    nearlyAt.discord ||= has(onDiscord, NEARLY) ? Date.now() : 0;
    endedAt.discord ||= has(onDiscord, 1) ? Date.now() : 0;
  }
  // Whatever is posted twice is posted soon after.
  await wait(5_000);
  const figures = (
    counts: Counts,
    [nearly, end]: readonly [number, number],
    requests: readonly { status: number | undefined }[],
  ) => ({
    delivered: counts().filter((count) => count > 0).length,
    doubled: counts().filter((count) => count > 1).length,
    lost: counts().filter((count) => count === 0).length,
    requestsPerJob: round(requests.length / JOBS),
    failedRequests: requests.filter(({ status = 0 }) => status >= 400).length,
    secondsToMost: round((nearly - startedAt) / 1_000),
    seconds: round((end - startedAt) / 1_000),
  });
  report('both at once: Slack', figures(onSlack, [nearlyAt.slack, endedAt.slack], slack.requests));
  report(
    'both at once: Discord',
    figures(onDiscord, [nearlyAt.discord, endedAt.discord], discord.requests),
  );
  const { tasks, requests } = await sandbox.state();
  const jobs = new Set(tasks.map(({ externalId }) => externalId)).size;
  const asked = Object.values(requests.counts).reduce((sum, count) => sum + count, 0);
  report('both at once: Kling', {
    tasks: tasks.length,
    doubled: tasks.length - jobs,
    requestsPerJob: round(asked / (2 * JOBS)),
    failedRequests: failed.kling,
  });
  bot.disconnect();
  await Promise.all([discord.close(), slack.close(), sandbox.close()]);

  async function askOnSlack(): Promise<Counts> {
    const channels = Array.from({ length: CHANNELS }, () => slack.team.createChannel());
    const asked = Array.from({ length: JOBS }, async (_, index) => {
      const channel = channels[index % CHANNELS];
      if (channel === undefined) throw new RangeError('There is no such channel');
      const person = slack.team.createUser();
      channel.addMember(person);
      const { ts } = await person.mention(channel, '', { files });
      return () => channel.messages(ts).filter((each) => each.files !== undefined).length;
    });
    const counts = await Promise.all(asked);
    return () => counts.map((count) => count());
  }

  async function askOnDiscord(): Promise<Counts> {
    const guild = discord.createGuild();
    const channels = Array.from({ length: CHANNELS }, () => guild.createTextChannel());
    const content = `<@${discord.botId}>`;
    const asked = Array.from({ length: JOBS }, async (_, index) => {
      const channel = channels[index % CHANNELS];
      if (channel === undefined) throw new RangeError('There is no such channel');
      const { id } = await discord.createUser().post(channel, { content, files });
      return () =>
        (channel.thread(id)?.messages() ?? []).filter(({ attachments }) => attachments.length > 0)
          .length;
    });
    const counts = await Promise.all(asked);
    return () => counts.map((count) => count());
  }
});

/** Whether that share of the requests has its video. */
function has(counts: Counts, share: number): boolean {
  return counts().filter((count) => count > 0).length >= share * JOBS;
}

/** Lets the next requests fail, so that it is a tenth of all; the new number of those that were to. */
async function failATenth(sandbox: SandboxProcess, before: number): Promise<number> {
  const { requests } = await sandbox.state();
  const asked = Object.values(requests.counts).reduce((sum, count) => sum + count, 0);
  const wanted = Math.floor(asked * FAILING);
  const calls = ['createTask', 'listTasks', 'queryTask', 'video'];
  const kinds = ['5000-before', '5000-after', 'reset-before', 'html-502'];
  for (let nth = before; nth < wanted; nth += 1) {
    const call = calls[nth % calls.length];
    const kind = kinds[Math.floor(nth / calls.length) % kinds.length];
    await sandbox.steer('faults', { call, kind });
  }
  return wanted;
}
