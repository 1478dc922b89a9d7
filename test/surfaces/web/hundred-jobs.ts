import { PostError } from '../../../src/jobs/contracts.ts';
import { type Job, type JobState, toJobId } from '../../../src/jobs/job.ts';
import { anAttachment, aRequest } from '../../support/a-job.ts';
import { type FiguresService, startFigures } from './figures-service.ts';
import { TINY } from './plain-media.ts';

/** What somebody has wished for; it must be in no log. */
export const PROMPT = 'waves like nobody is looking';

export interface HundredJobs extends FiguresService {
  /** The records as they are at the end. */
  readonly records: readonly Job[];
  /** The states that each job was in, one after the other, and when. */
  readonly lives: ReadonlyMap<string, readonly Moment[]>;
}

interface Moment {
  readonly kind: JobState['kind'];
  readonly at: number;
}

/** A hundred jobs of two surfaces with all that happens on a bad day. */
export async function liveHundredJobs(
  whenDone: (close: () => Promise<void>) => void,
): Promise<HundredJobs> {
  const service = await startFigures(whenDone);
  const lives = watchLives(service);
  const records = new Map<string, Job>();
  service.jobs.store.subscribe((job) => records.set(job.id, job));
  await onABadDay(service);
  await withRefusedContent(service);
  await withCancelledRenders(service);
  return { ...service, lives, records: [...records.values()] };
}

function watchLives({ jobs, now }: FiguresService): Map<string, Moment[]> {
  const lives = new Map<string, Moment[]>();
  jobs.store.subscribe(({ id, state: { kind } }) => {
    const life = lives.get(id) ?? [];
    if (life.at(-1)?.kind !== kind) life.push({ kind, at: now() });
    lives.set(id, life);
  });
  return lives;
}

/** Kling is full, breaks down and loses answers; so does a chat; some change their mind. */
async function onABadDay(service: FiguresService): Promise<void> {
  const { sandbox, thread, jobs } = service;
  const { fail } = sandbox.control;
  fail({ call: 'createTask', kind: '1303', times: 2 });
  fail({ call: 'createTask', kind: '1302', times: 1 });
  fail({ call: 'createTask', kind: '5000-before', times: 1 });
  fail({ call: 'createTask', kind: '5000-after', times: 1 });
  fail({ call: 'createTask', kind: 'reset-before', times: 1 });
  fail({ call: 'listTasks', kind: 'html-502', times: 1 });
  fail({ call: 'listTasks', kind: '5001', times: 1 });
  const busy = new Set(['web-7', 'slack-8']);
  thread.trouble = (call, id) => {
    if (call !== 'postVideo') return;
    if (busy.delete(id)) throw new PostError('The platform is busy', { meaning: 'busy' });
    if (id === 'slack-9') throw new PostError('The channel is gone', { meaning: 'gone' });
  };
  const asked = await Promise.all([
    ...Array.from({ length: 60 }, (_, n) => ask(service, `web-${n}`)),
    ...Array.from({ length: 25 }, (_, n) => ask(service, `slack-${n}`)),
    ...Array.from({ length: 5 }, (_, n) => ask(service, `web-tiny-${n}`, TINY)),
  ]);
  for (const job of asked.slice(57, 60)) await jobs.desk.cancel(job);
  await untilDone(service, asked);
}

async function withRefusedContent(service: FiguresService): Promise<void> {
  const { control } = service.sandbox;
  control.change({ failWith: 'Failure to pass the risk control system' });
  await untilDone(service, [await ask(service, 'web-rude-1'), await ask(service, 'slack-rude-2')]);
  control.change({ failWith: 'Server internal error' });
  await untilDone(service, [await ask(service, 'web-broken-1')]);
  control.change({ failWith: null });
}

async function withCancelledRenders(service: FiguresService): Promise<void> {
  const { jobs, sandbox } = service;
  sandbox.control.change({ neverEnd: true });
  const asked: Job[] = [];
  for (let n = 0; n < 7; n += 1) asked.push(await ask(service, `web-endless-${n}`));
  await service.until(async () => {
    const states = await Promise.all(asked.map(({ id }) => jobs.store.get(id)));
    return states.every((job) => job?.state.kind === 'rendering');
  });
  for (const job of asked) await jobs.desk.cancel(job);
  await untilDone(service, asked);
  // Kling cannot stop, so each holds its slot until it has ended.
  sandbox.control.finishAll();
  await service.until(async () => (await jobs.operations.overview()).slots.used === 0);
}

async function ask({ jobs }: FiguresService, id: string, picture = 'face'): Promise<Job> {
  const [surface = ''] = id.split('-');
  const number = Number(id.split('-').at(-1));
  const { job } = await jobs.desk.accept(
    aRequest(id, {
      jobId: toJobId(id),
      person: { surface, id: `person-${number % 7}` },
      thread: { surface, address: 'thread' },
      mode: number % 4 === 0 ? 'pro' : 'std',
      prompt: PROMPT,
      portrait: anAttachment(picture),
      clip: anAttachment(`${2 + (number % 3)}`),
    }),
  );
  return job;
}

function untilDone({ jobs, until }: FiguresService, asked: readonly Job[]): Promise<void> {
  return until(async () => {
    const now = await Promise.all(asked.map(({ id }) => jobs.store.get(id)));
    return now.every((job) => job?.state.kind === 'done');
  });
}
