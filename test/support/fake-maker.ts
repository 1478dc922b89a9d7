import {
  MakerError,
  type MakerMeaning,
  type Order,
  type TaskView,
  type VideoMaker,
} from '../../src/jobs/contracts.ts';

/** What becomes of one order; the two kinds of `unclear` lose the order or only its answer. */
export type OrderTrouble = Exclude<MakerMeaning, 'unclear'> | 'unclear-before' | 'unclear-after';

/** How a task ends; `odd` has a status word that nobody knows. */
export type Ending = 'succeeded' | 'failed' | 'refused' | 'odd' | 'never';

interface FakeTask {
  readonly taskId: string;
  readonly jobId?: string;
  readonly endsAt: number;
  ending: Ending;
}

export interface FakeMaker extends VideoMaker {
  readonly tasks: readonly FakeTask[];
  tasksOf(jobId: string): FakeTask[];
  /** Every order that came in, also the refused ones. */
  readonly orders: readonly Order[];
  /** How often each job was charged. */
  readonly charges: ReadonlyMap<string, number>;
  /** Orders that came while every slot was in use. */
  readonly refusedAsFull: number;
  readonly peakRunning: number;
  readonly requests: { order: number; find: number; list: number };
  slots: number;
  maxPageSize: number;
  renderMs: number;
  /** For tasks that are ordered from now on. */
  ending: Ending;
  /** Trouble for the next orders, one each. */
  readonly troubles: OrderTrouble[];
  /** Trouble for every call. */
  outage: MakerMeaning | undefined;
  /** Trouble for every question. */
  questionTrouble: MakerMeaning | undefined;
  /** Forgets a task, as Kling never should. */
  lose(jobId: string): void;
  /** Ends a task that never ends, or not yet. */
  finish(jobId: string, ending: Ending): void;
  /** Tasks of other programs on the same account, newer than all that there are. */
  addForeign(count: number): void;
}

/** A maker of videos that works on its own time, refuses no repeated id and counts everything. */
export function createFakeMaker(now: () => number): FakeMaker {
  let tasks: FakeTask[] = [];
  const orders: Order[] = [];
  const charges = new Map<string, number>();
  const requests = { order: 0, find: 0, list: 0 };
  let made = 0;
  let peakRunning = 0;
  let refusedAsFull = 0;

  const isRunning = (task: FakeTask) => task.ending === 'never' || now() < task.endsAt;

  function make(jobId: string | undefined, ending: Ending, renderMs: number): FakeTask {
    made += 1;
    const task = { taskId: `${9_000_000 + made}`, endsAt: now() + renderMs, ending };
    const named = jobId === undefined ? task : { ...task, jobId };
    tasks.unshift(named);
    return named;
  }

  function view(task: FakeTask): TaskView {
    const { taskId, jobId } = task;
    const known = jobId === undefined ? { taskId } : { taskId, jobId };
    if (isRunning(task)) return { ...known, status: 'rendering' };
    return { ...known, ...ENDS[task.ending] };
  }

  /** Only tasks of ours count: what others do on the account is not what the tests measure. */
  function takeSlot(order: Order): FakeTask {
    const running = tasks.filter((task) => task.jobId !== undefined && isRunning(task)).length;
    if (running >= maker.slots) {
      refusedAsFull += 1;
      throw makerError('full');
    }
    const task = make(order.jobId, maker.ending, maker.renderMs);
    charges.set(order.jobId, (charges.get(order.jobId) ?? 0) + 1);
    peakRunning = Math.max(peakRunning, running + 1);
    return task;
  }

  function ask(kind: 'find' | 'list'): void {
    requests[kind] += 1;
    const trouble = maker.outage ?? maker.questionTrouble;
    if (trouble !== undefined) throw makerError(trouble);
  }

  const maker: FakeMaker = {
    get tasks() {
      return tasks;
    },
    tasksOf: (jobId) => tasks.filter((task) => task.jobId === jobId),
    orders,
    charges,
    get refusedAsFull() {
      return refusedAsFull;
    },
    get peakRunning() {
      return peakRunning;
    },
    requests,
    slots: Number.POSITIVE_INFINITY,
    maxPageSize: 500,
    renderMs: 20_000,
    ending: 'succeeded',
    troubles: [],
    outage: undefined,
    questionTrouble: undefined,
    lose: (jobId) => {
      tasks = tasks.filter((task) => task.jobId !== jobId);
    },
    finish: (jobId, ending) => {
      tasks = tasks.map((task) =>
        task.jobId === jobId ? { ...task, ending, endsAt: now() } : task,
      );
    },
    addForeign: (count) => {
      for (let added = 0; added < count; added += 1) make(undefined, 'succeeded', 0);
    },
    order: async (order) => {
      requests.order += 1;
      orders.push(order);
      const trouble = maker.outage ?? maker.troubles.shift();
      if (trouble !== undefined && trouble !== 'unclear-after') throw makerError(trouble);
      const known = tasks.find(({ jobId }) => jobId === order.jobId);
      const task = known ?? takeSlot(order);
      if (trouble === 'unclear-after') throw makerError('unclear');
      return view(task);
    },
    find: async (id) => {
      ask('find');
      const task = tasks.find(({ taskId, jobId }) => taskId === id || jobId === id);
      return task === undefined ? undefined : view(task);
    },
    list: async (page, pageSize) => {
      ask('list');
      return tasks.slice((page - 1) * pageSize, page * pageSize).map(view);
    },
  };
  return maker;
}

const ENDS: Record<Ending, Pick<TaskView, 'status'> & Partial<TaskView>> = {
  succeeded: { status: 'succeeded', videoUrl: 'https://videos.example/v.mp4', chargedUnits: 4 },
  failed: { status: 'failed', reason: 'face not found', contentRefused: false, chargedUnits: 0 },
  refused: { status: 'failed', reason: 'risk control', contentRefused: true, chargedUnits: 0 },
  odd: { status: 'unrecognised' },
  never: { status: 'rendering' },
};

function makerError(trouble: MakerMeaning | OrderTrouble): MakerError {
  const meaning = trouble === 'unclear-before' || trouble === 'unclear-after' ? 'unclear' : trouble;
  return new MakerError(`kling/${meaning}`, `The maker is ${meaning}`, {
    meaning,
    advice: 'Look at the account.',
  });
}
