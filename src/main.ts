import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from './clock.ts';
import { type Config, parseConfig } from './config.ts';
import { AppError, messageOf } from './errors.ts';
import type { Chat } from './jobs/contracts.ts';
import { createLog, type Log } from './log.ts';

const asset = (name: string) => fileURLToPath(import.meta.resolve(`#assets/${name}`));
const SAMPLES = { image: asset('sample-portrait.jpg'), voice: asset('sample-voice.ogg') };
const PAGE_SAMPLES = {
  portraits: [
    { id: 'woman', file: SAMPLES.image },
    { id: 'robot', file: asset('sample-robot.jpg') },
  ],
  clips: [
    { id: 'woman-voice', file: SAMPLES.voice },
    { id: 'robot-voice', file: asset('sample-robot-voice.ogg') },
  ],
};
/** Where `npm run build` has put the pages. */
const PAGES = path.dirname(fileURLToPath(import.meta.resolve('#pages/index.html')));
const EXIT_FAILED = 1;
/** Orchestrators kill after ten seconds; whatever still hangs by then ends with a word and a code of ours. */
const STOP_LIMIT_MS = 9_800;
/** For the last words to be written. */
const LEAVE_MS = 500;

/** The one door to the outside: environment, signals, exit code. Each task loads what it needs alone. */
async function main([task, ...args]: readonly string[]): Promise<number> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const { signal } = stop;
  signal.addEventListener('abort', () => endAfter(STOP_LIMIT_MS), { once: true });
  switch (task) {
    case undefined: {
      const config = readConfig();
      const log = createLog(config.logLevel ?? 'info', process.stderr);
      stopOnBug(log, stop);
      const { runService } = await import('./service.ts');
      const { stdout } = process;
      const parts = { log, signal, stdout, pages: PAGES, samples: PAGE_SAMPLES };
      await runService({ ...shared(config), ...parts });
      return 0;
    }
    case 'avatar': {
      const { runAvatar } = await import('./surfaces/terminal/avatar-run.ts');
      return runAvatar(args, { ...TERMINAL, signal });
    }
    case 'invite': {
      const { discord } = readConfig();
      if (discord === undefined) throw new AppError('usage/wrong', 'Set DISCORD_TOKEN first');
      const { readInvite } = await import('./surfaces/discord/discord.ts');
      const { inviteUrl } = await readInvite(discord.token, discord.apiUrl);
      process.stdout.write(`${inviteUrl}\n`);
      return 0;
    }
    case 'slack-manifest':
      process.stdout.write(`${JSON.stringify(await readManifest(args), null, 2)}\n`);
      return 0;
    case 'sandbox': {
      const config = readConfig();
      const log = createLog(config.logLevel ?? 'warn', process.stderr);
      const { createFfmpeg } = await import('./media/ffmpeg.ts');
      const { runSandboxCli } = await import('./sandbox/cli.ts');
      const ffmpeg = await createFfmpeg({
        path: config.ffmpegPath,
        searchPath: process.env['PATH'],
        log,
      });
      const encode = async (work: Parameters<typeof ffmpeg.run>[0]) => {
        await ffmpeg.run(work);
      };
      const { stdout, stderr } = process;
      return runSandboxCli(args, { stdout, stderr, encode, clock: systemClock, log, signal });
    }
    default:
      throw new AppError('usage/wrong', `There is no task ${task}; see package.json`);
  }
}

function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseConfig(process.env);
}

/** The app to make at Slack; `--http` where Slack shall send requests to this service. */
async function readManifest(args: readonly string[]): Promise<object> {
  const { publicUrl } = readConfig().http;
  const isHttp = args.includes('--http');
  if (isHttp && publicUrl === undefined) throw new AppError('usage/wrong', 'Set PUBLIC_URL first');
  const { slackManifest } = await import('./surfaces/slack/manifest.ts');
  return slackManifest({ isHttp, publicUrl });
}

function shared(config: Config) {
  return { config, clock: systemClock, searchPath: process.env['PATH'] };
}

const TERMINAL = {
  stdout: process.stdout,
  stderr: process.stderr,
  // npm runs its scripts in the package's folder and says here where the person stands.
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  now: systemClock.now,
  samples: SAMPLES,
  openApp: async (chat: Chat) => {
    const { openApp } = await import('./app.ts');
    const config = readConfig();
    const log = createLog(config.logLevel ?? 'silent', process.stderr);
    // A folder of its own, so that it runs beside the service.
    const dataDir = path.join(config.dataDir, 'terminal');
    return openApp({
      ...shared(config),
      log,
      dataDir,
      openChats: () => new Map([['terminal', chat]]),
    });
  },
};

/** Whoever read our words has gone, as `head` does; the work is none the worse for it. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** What nobody expected is logged, and the program stops in order rather than going on in doubt. */
function stopOnBug(log: Log, stop: AbortController): void {
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'process.unexpected');
    process.exitCode = EXIT_FAILED;
    stop.abort();
  });
}

/** Something that was not let go of, such as a line that nobody answers on, must not keep the process. */
function endAfter(ms: number): void {
  const end = () => {
    process.stderr.write('Not everything has stopped in time; it ends here.\n');
    process.exit(process.exitCode ?? EXIT_FAILED);
  };
  setTimeout(end, ms).unref();
}

ignoreClosedPipes();
try {
  const exitCode = await main(process.argv.slice(2));
  process.exitCode = Math.max(exitCode, Number(process.exitCode ?? 0));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = EXIT_FAILED;
}
endAfter(LEAVE_MS);
