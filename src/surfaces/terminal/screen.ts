import { createLogUpdate } from 'log-update';
import type { Job } from '../../jobs/job.ts';
import { repliesIn } from '../../jobs/locales.ts';
import { durationText } from '../../jobs/measures.ts';
import type { Phase, ProgressView } from '../../jobs/view.ts';

/** How the thread is shown: drawn on a terminal, as lines in a pipe, as JSON for scripts. */
export interface Screen {
  /** A sentence about the run as a whole. */
  say(text: string): void;
  progress(job: Job, view: ProgressView): void;
  /** The file is there. */
  delivered(job: Job, file: string, facts: string): void;
  /** One line about what went wrong. */
  failed(code: string, text: string, job?: Job): void;
}

export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const BAR_CELLS = 24;
/** Where each phase begins on the bar; rendering fills what lies before `fetching`. */
const PHASE_START: Record<Phase, number> = {
  preparing: 0.02,
  queued: 0.06,
  submitting: 0.08,
  rendering: 0.1,
  fetching: 0.9,
  delivering: 0.95,
  done: 1,
};

export function createScreen(json: boolean, stdout: Output, stderr: Output): Screen {
  if (json) return jsonScreen(stdout);
  return stdout.isTTY === true ? drawnScreen(stdout, stderr) : plainScreen(stdout, stderr);
}

function drawnScreen(stdout: Output, stderr: Output): Screen {
  const draw = createLogUpdate(stdout);
  return {
    say: (text) => draw.persist(text),
    progress: (job, view) => {
      if (view.phase === 'done') return;
      draw(`${bar(view)}  ${repliesIn(job.locale).progress(view)}`);
    },
    delivered: (_job, file, facts) => {
      draw.clear();
      draw.persist(`${'█'.repeat(BAR_CELLS)}  ${file}\n${' '.repeat(BAR_CELLS + 2)}${facts}`);
    },
    failed: (_code, text) => {
      draw.clear();
      stderr.write(`${text}\n`);
    },
  };
}

function bar({ phase, fraction = 0 }: ProgressView): string {
  const room = PHASE_START.fetching - PHASE_START.rendering;
  const done = PHASE_START[phase] + (phase === 'rendering' ? fraction * room : 0);
  const cells = Math.round(done * BAR_CELLS);
  return `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)}`;
}

/** Phases that pass in less are not worth a line. */
const WORTH_A_LINE_MS = 2_000;
const NEXT_LINE_MS = 10_000;

interface PlainProgress {
  readonly phase: Phase;
  readonly sinceMs: number;
  readonly toldAtMs: number | undefined;
}

/** A line for each phase that lasts, and one now and then while it does. */
function plainScreen(stdout: Output, stderr: Output): Screen {
  const shown = new Map<Job['id'], PlainProgress>();
  return {
    say: (text) => stdout.write(`${text}\n`),
    progress: (job, view) => {
      const last = shown.get(job.id);
      const isSame = last?.phase === view.phase;
      const sinceMs = isSame ? last.sinceMs : view.elapsedMs;
      const toldAtMs = isSame ? last.toldAtMs : undefined;
      // A file that cannot be used is told within ten seconds, by one line and nothing before it.
      const firstMs = view.phase === 'preparing' ? NEXT_LINE_MS : WORTH_A_LINE_MS;
      const dueAtMs = toldAtMs === undefined ? sinceMs + firstMs : toldAtMs + NEXT_LINE_MS;
      const isDue = view.phase === 'rendering' && toldAtMs === undefined;
      const tell = view.phase !== 'done' && (isDue || view.elapsedMs >= dueAtMs);
      shown.set(job.id, { phase: view.phase, sinceMs, toldAtMs: tell ? view.elapsedMs : toldAtMs });
      if (tell) stdout.write(`${repliesIn(job.locale).progress(view)}\n`);
    },
    delivered: (_job, file, facts) => stdout.write(`${file}\n${facts}\n`),
    failed: (_code, text) => stderr.write(`${text}\n`),
  };
}

function jsonScreen(stdout: Output): Screen {
  const line = (fields: object) => stdout.write(`${JSON.stringify(fields)}\n`);
  return {
    say: (text) => line({ event: 'note', text }),
    progress: (job, view) => line({ event: 'progress', job: job.id, ...view }),
    delivered: (job, file) => {
      const { state } = job;
      const video = state.kind === 'done' && state.outcome.kind === 'video' ? state.outcome : {};
      line({ event: 'delivered', job: job.id, file, ...video, units: job.units });
    },
    failed: (code, text, job) => line({ event: 'failed', code, text, job: job?.id }),
  };
}

/** `6.2 s, 480 × 600, 412 kB, in 9 s`. */
export function videoFacts(length: string, size: string, bytes: string, tookMs: number): string {
  return `${length}, ${size}, ${bytes}, in ${durationText(tookMs)}`;
}
