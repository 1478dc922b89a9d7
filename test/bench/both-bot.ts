import { systemClock } from '../../src/clock.ts';
import type { Chat } from '../../src/jobs/contracts.ts';
import { createKlingClient } from '../../src/kling/client.ts';
import { createLog } from '../../src/log.ts';
import { createFetchLink } from '../../src/media/attachment.ts';
import { download } from '../../src/media/download.ts';
import { Secret } from '../../src/secret.ts';
import { createDiscord } from '../../src/surfaces/discord/discord.ts';
import { createSlack } from '../../src/surfaces/slack/slack.ts';
import { createEachChat } from '../support/each-chat.ts';
import { copyingMedia, openBenchJobs } from './bench-jobs.ts';

/** What the parent process has opened. */
interface Peers {
  readonly discord: { readonly token: string; readonly apiUrl: string; readonly fileHost: string };
  readonly slack: {
    readonly botToken: string;
    readonly appToken: string;
    readonly apiUrl: string;
    readonly fileHost: string;
  };
  readonly kling: { readonly url: string; readonly apiKey: string };
  readonly dataDir: string;
}

const SLOTS = 50;

/** The bot of the bench of both, alone in its process: real storage, libraries and Kling client, no codecs. */
const { discord, slack, kling, dataDir } = JSON.parse(process.argv[2] ?? '') as Peers;
const stop = new AbortController();
const log = createLog('error', process.stderr);
const maker = createKlingClient({
  baseUrl: kling.url,
  credentials: { apiKey: new Secret(kling.apiKey) },
  clock: systemClock,
});
const privateHosts = new Set([new URL(kling.url).host]);
const media = copyingMedia((url, output, signal) =>
  download(url, {
    ...{ output, signal, privateHosts },
    ...{ maxBytes: 50_000_000, timeoutMs: 60_000, allow: () => true },
  }),
);
const surfaces = new Map<string, ReturnType<typeof createDiscord | typeof createSlack>>();
const jobs = await openBenchJobs({
  ...{ dataDir, maker, media, slots: SLOTS, pollMs: 500 },
  openChat: (documents) => {
    const extraHosts = [discord.fileHost, slack.fileHost];
    const fetchLink = createFetchLink({ extraHosts, clock: systemClock });
    const common = { clock: systemClock, log, signal: stop.signal };
    const ground = { documents, fetchLink };
    const onDiscord = createDiscord(
      {
        token: new Secret(discord.token),
        apiUrl: discord.apiUrl,
        guildId: undefined,
        ...common,
      },
      ground,
    );
    const onSlack = createSlack(
      {
        installed: { botToken: new Secret(slack.botToken) },
        transport: { appToken: new Secret(slack.appToken) },
        apiUrl: slack.apiUrl,
        ...common,
      },
      ground,
    );
    surfaces.set('discord', onDiscord).set('slack', onSlack);
    return createEachChat((name) => chatOn(name));
  },
});
for (const surface of surfaces.values()) await surface.connect(jobs.desk);
process.send?.('ready');
process.once('disconnect', () => process.exit(0));

function chatOn(name: string): Chat {
  const surface = surfaces.get(name);
  if (surface === undefined) throw new Error(`There is no ${name}`);
  return surface.chat;
}
