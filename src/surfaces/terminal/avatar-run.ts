import { randomBytes } from 'node:crypto';
import { access, constants, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commands } from '../../../commands/index.ts';
import { AppError, messageOf } from '../../errors.ts';
import type { Chat } from '../../jobs/contracts.ts';
import type { Desk } from '../../jobs/desk.ts';
import { type Attachment, type Job, type JobId, type Person, toJobId } from '../../jobs/job.ts';
import { dollarsFor } from '../../jobs/limits.ts';
import { repliesIn } from '../../jobs/locales.ts';
import { bytesText, lengthText, unitsText } from '../../jobs/measures.ts';
import type { JobListener } from '../../jobs/store.ts';
import { type AvatarArguments, readArguments, USAGE } from './arguments.ts';
import { createScreen, type Output, type Screen, videoFacts } from './screen.ts';
import { createTerminalChat, draftOf, type TerminalThread, threadOf } from './terminal-chat.ts';

/** What the terminal needs of the running program. */
export interface TerminalApp {
  readonly desk: Desk;
  /** There is no Kling account, so the video is a preview. */
  readonly isSandbox: boolean;
  /** Where a video is kept that could not be written. */
  readonly keptVideo: (jobId: JobId) => string;
  subscribe(listener: JobListener): void;
  /** Jobs of an earlier run that have not ended. */
  unfinished(): Promise<Job[]>;
  /** Puts those jobs back to work. */
  recover(): Promise<number>;
  close(graceMs: number): Promise<void>;
}

export interface TerminalDeps {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly cwd: string;
  readonly now: () => number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly samples: { readonly image: string; readonly voice: string };
  readonly openApp: (chat: Chat) => Promise<TerminalApp>;
}

const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

const YOU: Person = { surface: 'terminal', id: 'you' };
const LOCALE = 'en';
const SANDBOX_NOTICE =
  'No Kling keys are set: this is a preview by the built-in sandbox, not a talking face.';
/** After Ctrl-C nobody wants to wait; what runs is in the records. */
const STOP_GRACE_MS = 3_000;

/** `npm run avatar`: one job from the terminal. Resolves with the exit code. */
export async function runAvatar(args: readonly string[], deps: TerminalDeps): Promise<number> {
  let wanted: AvatarArguments;
  try {
    wanted = readArguments(args);
  } catch (error) {
    deps.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return EXIT.usage;
  }
  if (wanted.kind === 'help') {
    deps.stdout.write(USAGE);
    return EXIT.ok;
  }
  const screen = createScreen(wanted.json, deps.stdout, deps.stderr);
  try {
    return wanted.kind === 'resume' ? await resume(screen, deps) : await make(wanted, screen, deps);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal';
    screen.failed(code, messageOf(error));
    return EXIT.failed;
  }
}

async function make(
  wanted: AvatarArguments & { kind: 'make' },
  screen: Screen,
  deps: TerminalDeps,
): Promise<number> {
  const jobId = newJobId(deps.now());
  const files = wanted.files ?? deps.samples;
  const [portrait, clip] = [attachment(files.image, deps.cwd), attachment(files.voice, deps.cwd)];
  await mustBeReadable(portrait);
  await mustBeReadable(clip);
  const out = path.resolve(deps.cwd, wanted.out ?? `avatar-${jobId.slice('terminal-'.length)}.mp4`);
  await mustBeWritable(out, jobId, [portrait.address, clip.address]);
  const app = await deps.openApp(chatFor(screen));
  try {
    const interrupted = (await app.unfinished()).length;
    const ended = watch(app, [jobId], screen, deps, interrupted);
    const thread = {
      surface: 'terminal',
      address: JSON.stringify({ out } satisfies TerminalThread),
    };
    const reply = await command('avatar').run(
      app.desk,
      { person: YOU, thread, locale: LOCALE, moderates: () => true },
      {
        newJobId: jobId,
        portrait,
        clip,
        mode: wanted.mode,
        ...(wanted.prompt === undefined ? {} : { prompt: wanted.prompt }),
      },
    );
    if (!reply.ok) {
      screen.failed('refused', reply.text);
      return EXIT.failed;
    }
    return await ended;
  } finally {
    await app.close(STOP_GRACE_MS);
  }
}

async function resume(screen: Screen, deps: TerminalDeps): Promise<number> {
  const app = await deps.openApp(chatFor(screen));
  try {
    const jobs = await app.unfinished();
    if (jobs.length === 0) {
      screen.say('There is nothing to resume.');
      return EXIT.ok;
    }
    const ended = watch(
      app,
      jobs.map(({ id }) => id),
      screen,
      deps,
      0,
    );
    await app.recover();
    return await ended;
  } finally {
    await app.close(STOP_GRACE_MS);
  }
}

const chatFor = (screen: Screen) => createTerminalChat((job, view) => screen.progress(job, view));

/** Resolves with the exit code when all these jobs have ended, or at Ctrl-C. */
function watch(
  app: TerminalApp,
  jobIds: readonly JobId[],
  screen: Screen,
  { signal }: TerminalDeps,
  interrupted: number,
): Promise<number> {
  const open = new Set(jobIds);
  let exitCode: number = EXIT.ok;
  let noticed = false;
  // Not before the files are known to be good: a refusal is one line and nothing else.
  const notice = (job: Job) => {
    if (!noticed && app.isSandbox) screen.say(SANDBOX_NOTICE);
    if (!noticed && interrupted > 0) screen.say(interruptedText(interrupted));
    if (!app.isSandbox) screen.say(costText(job));
    noticed = true;
  };
  return new Promise((resolve) => {
    const onInterrupt = () => {
      screen.failed('interrupted', 'Interrupted. Finish it with: npm run avatar -- --resume');
      resolve(EXIT.interrupted);
    };
    if (signal.aborted) onInterrupt();
    else signal.addEventListener('abort', onInterrupt, { once: true });
    app.subscribe((job) => {
      if (!open.has(job.id)) return;
      if (job.state.kind === 'queued') notice(job);
      if (job.state.kind !== 'done') return;
      open.delete(job.id);
      exitCode = Math.max(exitCode, tellEnd(job, app, screen));
      if (open.size === 0 && !signal.aborted) resolve(exitCode);
    });
  });
}

/** Told before it is spent. */
function costText({ clip, mode, units }: Job): string {
  const length = lengthText(clip?.seconds ?? 0);
  return `${length} of voice in mode ${mode}: ${unitsText(units, dollarsFor(units))} at Kling's list price.`;
}

function interruptedText(count: number): string {
  const jobs = count === 1 ? 'An earlier job is' : `${count} earlier jobs are`;
  return `${jobs} unfinished. Finish with: npm run avatar -- --resume`;
}

function tellEnd(job: Job, app: TerminalApp, screen: Screen): number {
  const { state } = job;
  if (state.kind !== 'done') throw new TypeError('The job has not ended');
  const { outcome, delivery } = state;
  if (outcome.kind !== 'video') {
    const code = outcome.kind === 'problem' ? outcome.problem.code : 'cancelled';
    screen.failed(code, repliesIn(job.locale).outcome(job, outcome), job);
    return EXIT.failed;
  }
  if (delivery.kind === 'undeliverable') {
    const kept = app.keptVideo(job.id);
    screen.failed('undeliverable', `${delivery.why}. The video is kept as ${kept}`, job);
    return EXIT.failed;
  }
  const { seconds, width, height, bytes } = outcome;
  const facts = videoFacts(
    lengthText(seconds),
    `${width} × ${height}`,
    bytesText(bytes),
    state.at - job.acceptedAt,
  );
  screen.delivered(job, threadOf(job).out, facts);
  return EXIT.ok;
}

function command(name: string) {
  const found = commands.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`There is no command ${name}`);
  return found;
}

/** `terminal-20261122-155501-3f9a`: sorts by time, and two in one second still differ. */
function newJobId(now: number): JobId {
  const [date, time] = new Date(now).toISOString().replaceAll(/[-:]/g, '').split(/[T.]/);
  return toJobId(`terminal-${date}-${time}-${randomBytes(2).toString('hex')}`);
}

function attachment(file: string, cwd: string): Attachment {
  return { kind: 'attachment', address: path.resolve(cwd, file), name: path.basename(file) };
}

async function mustBeReadable({ address }: Attachment): Promise<void> {
  const facts = await stat(address).catch(() => undefined);
  if (facts === undefined) throw new AppError('file/missing', `There is no file ${address}`);
  if (!facts.isFile()) throw new AppError('file/no-file', `${address} is not a file`);
  await access(address, constants.R_OK).catch((cause: unknown) => {
    throw new AppError('file/unreadable', `${address} may not be read`, { cause });
  });
}

/** Checked before anything is paid, by doing it. */
async function mustBeWritable(out: string, jobId: JobId, inputs: readonly string[]): Promise<void> {
  const there = await stat(out).catch(() => undefined);
  if (there !== undefined && !there.isFile()) {
    throw new AppError('out/no-file', `${out} is there and is not a file; --out names a file`);
  }
  for (const input of inputs) {
    const { dev, ino } = await stat(input);
    if (there?.dev === dev && there.ino === ino) {
      throw new AppError('out/is-input', `${out} is an input; --out names another file`);
    }
  }
  const draft = draftOf(out, jobId);
  await writeFile(draft, '', { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('out/unwritable', `${out} cannot be written (${cause.code})`, { cause });
  });
  await rm(draft);
}
