import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startDiscord } from '../emulators/discord/discord.ts';
import type { DiscordChannel, Interaction } from '../emulators/discord/handle.ts';
import { wav } from '../media/wav.ts';
import { CLIP_SECONDS, percentile, report, round, timed, withFolder } from './bench-jobs.ts';
import { startSandboxProcess } from './sandbox-process.ts';

const COMMANDS = 1_000;
/** A server's channel takes 1,000 threads at once, and nobody has all people in one. */
const CHANNELS = 20;
const SLOTS = 50;
/** Commands that the emulator sends before it looks at what has come. */
const AT_ONCE = 10;

/** 1,000 slash commands at once while Kling hangs, with Discord's own rate limits. */
await withFolder(async (dataDir) => {
  const sandbox = await startSandboxProcess([
    ...['--slots', `${SLOTS}`, '--queue-ms', '50', '--render-ms', '1000'],
  ]);
  await sandbox.steer('faults', { call: 'createTask', kind: 'hang-before', times: SLOTS });
  const discord = await startDiscord({ rateLimits: true, judges: false });
  const guild = discord.createGuild();
  const channels = Array.from({ length: CHANNELS }, () => guild.createTextChannel());
  const { token, apiUrl, fileHost } = discord;
  const kling = { url: sandbox.url, apiKey: sandbox.apiKey };
  const peers = { discord: { token, apiUrl, fileHost }, kling, dataDir };
  const file = fileURLToPath(new URL('discord-bot.js', import.meta.url));
  const bot = fork(file, [JSON.stringify(peers)]);
  await once(bot, 'message');

  const bytes = await sharp({
    create: { width: 320, height: 320, channels: 3, background: '#b86' },
  })
    .jpeg()
    .toBuffer();
  const files = {
    image: { name: 'face.jpg', bytes, contentType: 'image/jpeg' },
    voice: {
      name: 'voice.wav',
      bytes: wav({ seconds: CLIP_SECONDS }),
      contentType: 'audio/wav',
    },
  };
  const asked: Interaction[] = [];
  while (asked.length < COMMANDS) {
    const channel = channels[asked.length % CHANNELS];
    if (channel === undefined) throw new RangeError('There is no such channel');
    asked.push(await discord.createUser().slash(channel, 'avatar', files));
    // As fast as the emulator can, which takes in what comes in between, as Discord does.
    if (asked.length % AT_ONCE === 0) await nextTurn();
  }
  const answers = await Promise.all(asked.map((each) => each.response()));
  const waitsMs = answers.map(({ ackedAfterMs }) => ackedAfterMs);
  report('burst of slash commands while Kling hangs', {
    commands: COMMANDS,
    acknowledged: answers.filter(({ type }) => type === 5).length,
    p50Ms: round(percentile(waitsMs, 0.5)),
    p99Ms: round(percentile(waitsMs, 0.99)),
    mostMs: round(Math.max(...waitsMs)),
    over3s: waitsMs.filter((ms) => ms > 3_000).length,
  });
  const { ms } = await timed(async () => {
    while (videosIn(channels) < COMMANDS) await wait(500);
  });
  const { peakOpen } = await sandbox.state();
  report('the same burst to its end, after Kling came back', {
    delivered: videosIn(channels),
    seconds: round(ms / 1_000),
    peakOpenTasks: peakOpen,
    discordRequestsPerJob: round(discord.requests.length / COMMANDS),
    refusedByRateLimit: discord.requests.filter(({ status }) => status === 429).length,
  });
  bot.disconnect();
  await Promise.all([discord.close(), sandbox.close()]);
});

function videosIn(channels: readonly DiscordChannel[]): number {
  return channels
    .flatMap((channel) => [channel, ...channel.threads()])
    .flatMap((channel) => channel.messages())
    .filter(({ attachments }) => attachments.length > 0).length;
}
