import { systemClock } from '../../src/clock.ts';
import { createKlingClient } from '../../src/kling/client.ts';
import { createLog } from '../../src/log.ts';
import { createFetchLink } from '../../src/media/attachment.ts';
import { download } from '../../src/media/download.ts';
import { Secret } from '../../src/secret.ts';
import { createDiscord, type DiscordSurface } from '../../src/surfaces/discord/discord.ts';
import { copyingMedia, openBenchJobs } from './bench-jobs.ts';

/** What the parent process has opened. */
interface Peers {
  readonly discord: { readonly token: string; readonly apiUrl: string; readonly fileHost: string };
  readonly kling: { readonly url: string; readonly apiKey: string };
  readonly dataDir: string;
}

const SLOTS = 50;
/** Kling's own answers come within a second; the real client waits for two minutes. */
const ORDER_TIMEOUT_MS = 10_000;

/** The bot of the Discord bench, alone in its process: real storage, discord.js and Kling client, no codecs. */
const { discord, kling, dataDir } = JSON.parse(process.argv[2] ?? '') as Peers;
const stop = new AbortController();
const log = createLog('error', process.stderr);
const maker = createKlingClient({
  baseUrl: kling.url,
  credentials: { apiKey: new Secret(kling.apiKey) },
  clock: systemClock,
  timeouts: { createMs: ORDER_TIMEOUT_MS },
});
const privateHosts = new Set([new URL(kling.url).host]);
const media = copyingMedia((url, output, signal) =>
  download(url, {
    ...{ output, signal, privateHosts },
    ...{ maxBytes: 50_000_000, timeoutMs: 60_000, allow: () => true },
  }),
);
let surface: DiscordSurface | undefined;
const jobs = await openBenchJobs({
  ...{ dataDir, maker, media, slots: SLOTS, pollMs: 500 },
  openChat: (documents) => {
    const fetchLink = createFetchLink({ extraHosts: [discord.fileHost], clock: systemClock });
    surface = createDiscord(
      {
        token: new Secret(discord.token),
        apiUrl: discord.apiUrl,
        guildId: undefined,
        ...{ clock: systemClock, log, signal: stop.signal },
      },
      { documents, fetchLink },
    );
    return surface.chat;
  },
});
await surface?.connect(jobs.desk);
process.send?.('ready');
process.once('disconnect', () => process.exit(0));
