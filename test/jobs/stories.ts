import { AppError } from '../../src/errors.ts';
import { ProblemError } from '../../src/jobs/problem.ts';
import { aPerson, aRequest, NOON } from '../support/a-job.ts';
import { createWorld, type World } from '../support/world.ts';
import { type Act, compare, ID, OTHER_ID, type Story, stateIs } from './sweep.ts';

const atOnce = async () => true;

const ask: Act = { when: atOnce, run: (bot) => bot.desk.accept(aRequest(ID)) };

const askInAnotherName: Act = {
  when: atOnce,
  run: (bot) => bot.desk.accept(aRequest(OTHER_ID, { person: aPerson('bob') })),
};

/** By then the job is in that state, or was cancelled by a wish that got no answer. */
function cancelWhen(kind: 'queued' | 'rendering' | 'fetching'): Act {
  return {
    when: (world) => stateIs(world, ID, kind, 'delivering', 'done'),
    run: async (bot) => {
      const job = await bot.desk.find(ID);
      if (job !== undefined) await bot.desk.cancel(job);
    },
  };
}

const isDone = (world: World) => stateIs(world, ID, 'done');

const VIDEO = { tasks: 1, videos: 1, notices: 0, units: 4, outcome: 'video' } as const;

export const video: Story = {
  open: async () => createWorld(),
  acts: [ask],
  isOver: isDone,
  faults: (world) => compare(world, ID, VIDEO),
};

/** Kling makes the task, and the answer never comes. */
export const lostAnswer: Story = {
  ...video,
  open: async () => {
    const world = createWorld();
    world.maker.troubles.push('unclear-after');
    return world;
  },
};

/** The thread refuses the video for its size, so a smaller copy is posted. */
export const tooLarge: Story = {
  ...video,
  open: async () => {
    const world = createWorld();
    world.thread.statedMaxBytes = 3_000_000;
    world.thread.realMaxBytes = 2_000_000;
    return world;
  },
};

export const refused: Story = {
  open: async () => {
    const world = createWorld();
    world.media.trouble = (work) => {
      if (work !== 'prepareClip') return;
      throw new ProblemError({ code: 'clip/too-short', seconds: 1, minSeconds: 2 });
    };
    return world;
  },
  acts: [ask],
  isOver: isDone,
  faults: (world) =>
    compare(world, ID, { tasks: 0, videos: 0, notices: 1, units: 0, outcome: 'problem' }),
};

export const failedAtKling: Story = {
  ...refused,
  open: async () => {
    const world = createWorld();
    world.maker.ending = 'refused';
    return world;
  },
  faults: (world) =>
    compare(world, ID, { tasks: 1, videos: 0, notices: 1, units: 0, outcome: 'problem' }),
};

/** The only slot is taken by somebody else's job, which takes its time. */
export const cancelledWhileQueued: Story = {
  open: async () => createWorld({ slots: 1 }),
  acts: [
    askInAnotherName,
    { ...ask, when: (world) => stateIs(world, OTHER_ID, 'rendering') },
    cancelWhen('queued'),
  ],
  isOver: isDone,
  faults: (world) =>
    compare(world, ID, { tasks: 0, videos: 0, notices: 1, units: 0, outcome: 'cancelled' }),
};

/** The person was told that the video is thrown away, so it must not come. */
export const cancelledWhileFetching: Story = {
  open: async () => {
    const world = createWorld();
    world.media.trouble = (work) => {
      if (work !== 'downloadVideo' || world.clock.now() > NOON + 40_000) return;
      throw new AppError('download/failed', 'The file server is down', { retryable: true });
    };
    return world;
  },
  acts: [ask, cancelWhen('fetching')],
  isOver: isDone,
  faults: (world) =>
    compare(world, ID, { tasks: 1, videos: 0, notices: 1, units: 4, outcome: 'cancelled' }),
};

/** Somebody else waits for the slot, which is Kling's until the task of the cancelled job ends. */
export const cancelledWhileRendering: Story = {
  open: async () => createWorld({ slots: 1 }),
  acts: [ask, cancelWhen('rendering'), askInAnotherName],
  isOver: async (world) => (await isDone(world)) && stateIs(world, OTHER_ID, 'done'),
  faults: async (world) => [
    ...(await compare(world, ID, {
      tasks: 1,
      videos: 0,
      notices: 1,
      units: 4,
      outcome: 'cancelled',
    })),
    ...(await compare(world, OTHER_ID, VIDEO)),
  ],
};
