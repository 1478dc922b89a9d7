import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Queue, Step, StepOutcome, Turn } from './contracts.ts';
import type { Estimates } from './estimates.ts';
import { isSettled, type Job, type JobId, ownerOf } from './job.ts';
import type { Problem } from './problem.ts';
import type { AbandonedTask, JobStore } from './store.ts';
import type { Submit } from './submit.ts';
import type { OpenTask, TaskEnd, Tracker } from './track.ts';

/** A lost task is ordered again once; the same id makes that safe. */
const MOST_LOST_TASKS = 1;

/**
 * Holds one slot from the order to the end of the task, because that is how long Kling counts it.
 * A job that is cancelled meanwhile is settled at once; its task keeps the slot until it ends.
 */
export function createRender(deps: {
  readonly store: JobStore;
  readonly submit: Submit;
  readonly tracker: Tracker;
  readonly estimates: Estimates;
  readonly deliverQueue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}): Step {
  const { store, submit, tracker, estimates, deliverQueue, clock, log } = deps;

  const deliver = (job: Job) => deliverQueue.add(job.id, { owner: ownerOf(job) });

  const cancel = async (job: Job) =>
    deliver(await store.record(job, { kind: 'cancelled', at: clock.now() }));

  /** Waits for the task's end and for a wish to cancel, whichever is first. */
  async function follow(job: Job, task: OpenTask, turn: Turn): Promise<void> {
    const end = tracker.ended(task, turn.signal);
    const first = await Promise.race([end, cancelAsked(job.id, turn)]);
    if (first !== 'cancel-asked') return conclude(job, task, first);
    await store.abandon({ jobId: job.id, taskId: task.taskId, since: task.since });
    await cancel(job);
    await end;
    await store.forgetAbandoned(job.id);
  }

  /** Resolves when a nudge finds the note; it stays open for as long as nobody cancels. */
  function cancelAsked(jobId: JobId, turn: Turn): Promise<'cancel-asked'> {
    return new Promise((resolve, reject) => {
      const look = () => {
        store.isCancelAsked(jobId).then((asked) => {
          if (asked) resolve('cancel-asked');
        }, reject);
      };
      turn.onNudge(() => {
        tracker.nudge(jobId);
        look();
      });
      look();
    });
  }

  async function conclude(job: Job, { taskId }: OpenTask, end: TaskEnd): Promise<void> {
    const at = clock.now();
    const fail = async (problem: Problem, free: boolean) => {
      log.warn({ jobId: job.id, ...problem }, 'job.render-failed');
      await store.record(job, { kind: 'failed', at, problem, free });
    };
    switch (end.kind) {
      case 'succeeded':
        await store.record(job, { kind: 'task-succeeded', at, videoUrl: end.videoUrl });
        return learn(job, at);
      case 'failed': {
        const free = end.chargedUnits === 0;
        if (end.contentRefused) return fail({ code: 'maker/content-refused', taskId }, free);
        return fail({ code: 'maker/render-failed', reason: end.reason, taskId }, free);
      }
      case 'lost':
        if (job.lostTasks >= MOST_LOST_TASKS) {
          return fail({ code: 'maker/render-failed', reason: 'task not found', taskId }, false);
        }
        log.warn({ jobId: job.id }, 'job.task-lost');
        await store.record(job, { kind: 'task-lost' });
        return;
      case 'never-ended':
        return fail({ code: 'maker/never-ended', hours: end.hours }, false);
      default:
        return end satisfies never;
    }
  }

  async function learn({ state, clip, mode }: Job, endedAt: number): Promise<void> {
    if (state.kind !== 'rendering' || clip === undefined) return;
    await estimates.learn(mode, clip.seconds, endedAt - state.since);
  }

  /** The rest of a task whose job was cancelled: the job is settled, the slot is not free yet. */
  async function holdAbandoned(job: Job, task: AbandonedTask, turn: Turn): Promise<void> {
    // The process may have died between the note and the job's own record.
    if (!isSettled(job)) await cancel(job);
    turn.onNudge(() => tracker.nudge(job.id));
    await tracker.ended(openTask(job, task.taskId, task.since), turn.signal);
    await store.forgetAbandoned(job.id);
  }

  /** One move of the job; undefined = there is another one to make with the same slot. */
  async function move(job: Job, turn: Turn): Promise<StepOutcome | undefined> {
    const { state } = job;
    const abandoned = await store.abandoned(job.id);
    if (abandoned !== undefined) {
      await holdAbandoned(job, abandoned, turn);
      return { done: true };
    }
    if (state.kind === 'queued' && (await store.isCancelAsked(job.id))) {
      await cancel(job);
      return { done: true };
    }
    if (state.kind === 'queued' || state.kind === 'submitting') {
      const submission = await submit(job, turn);
      return 'retryAt' in submission ? submission : undefined;
    }
    if (state.kind === 'rendering') {
      await follow(job, openTask(job, state.taskId, state.since), turn);
      return undefined;
    }
    if (state.kind !== 'done') await deliver(job);
    return { done: true };
  }

  return async (jobId, turn) => {
    for (;;) {
      const job = await store.get(jobId);
      if (job === undefined) return { done: true };
      const outcome = await move(job, turn);
      if (outcome !== undefined) return outcome;
    }
  };
}

function openTask(job: Job, taskId: string, since: number): OpenTask {
  const clipSeconds = job.clip?.seconds ?? 0;
  return { jobId: job.id, taskId, mode: job.mode, clipSeconds, since };
}
