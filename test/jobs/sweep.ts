import { messageOf } from '../../src/errors.ts';
import type { Claims } from '../../src/jobs/contracts.ts';
import { type Job, toJobId } from '../../src/jobs/job.ts';
import { createLife, type Life, type StopPoint } from '../support/life.ts';
import type { Bot, World } from '../support/world.ts';

/** Something that a person does; it is done again in the next life when it got no answer. */
export interface Act {
  when(world: World): Promise<boolean>;
  run(bot: Bot): Promise<unknown>;
}

/** A row of acts on a world, and what must be true at its end, however often the process died. */
export interface Story {
  open(): Promise<World>;
  readonly acts: readonly Act[];
  isOver(world: World): Promise<boolean>;
  /** What is wrong in the end, in words; nothing when all is well. */
  faults(world: World): Promise<string[]>;
}

/** After the story is over a process may still have something to say; that must be harmless too. */
const AFTERMATH_MS = 15_000;

/** Longer than anything that a process waits for after a pause, when nobody else has a claim. */
const ZOMBIE_MS = 90_000;

interface Run {
  readonly world: World;
  readonly story: Story;
  readonly answered: Set<Act>;
}

/** One life of the process, until the story is over or the life stops. */
async function live({ world, story, answered }: Run, life: Life, claims?: Claims): Promise<void> {
  const { clock } = world;
  const orStopped = (holds: () => boolean | Promise<boolean>) =>
    clock.advanceUntil(async () => life.stopped || (await holds()), 24 * 3_600_000);

  const starting: { bot?: Bot } = {};
  void world.start(life, claims).then((bot) => Object.assign(starting, { bot }));
  await orStopped(() => starting.bot !== undefined);
  for (const act of story.acts) {
    if (answered.has(act)) continue;
    await orStopped(() => act.when(world));
    const { bot } = starting;
    if (life.stopped || bot === undefined) return;
    void act.run(bot).then(() => answered.add(act));
    await orStopped(() => answered.has(act));
  }
  await orStopped(() => story.isOver(world));
  await clock.advance(AFTERMATH_MS);
}

/** A life to the end of the story; what hangs is a fault. */
async function tryToLive(run: Run, claims?: Claims): Promise<string[]> {
  try {
    await live(run, createLife(), claims);
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

const begin = async (story: Story): Promise<Run> => ({
  world: await story.open(),
  story,
  answered: new Set(),
});

/** Kills a process at each of the points, one after the other, then lets a last one finish. */
async function faultsAfterDeaths(
  story: Story,
  deaths: readonly StopPoint[],
): Promise<{ untouched: boolean; faults: string[] }> {
  const run = await begin(story);
  const tale: string[] = [];
  for (const point of deaths) {
    const life = createLife(point);
    await live(run, life);
    if (!life.stopped) break;
    tale.push(`${point.at} call ${point.call} (${life.calls.at(-1)})`);
  }
  const last = tale.length === deaths.length ? await tryToLive(run) : [];
  const faults = [...last, ...(await story.faults(run.world))];
  const told = faults.map((fault) => `${fault}, after a death ${tale.join(', then ')}`);
  return { untouched: tale.length < deaths.length, faults: told };
}

/** Kills the process before and after each of its calls in turn, until one life goes undisturbed. */
export async function killEverywhere(
  story: Story,
): Promise<{ readonly lives: number; readonly faults: string[] }> {
  const faults: string[] = [];
  for (let call = 1; ; call += 1) {
    for (const at of ['before', 'after'] as const) {
      const outcome = await faultsAfterDeaths(story, [{ call, at }]);
      faults.push(...outcome.faults);
      if (outcome.untouched) return { lives: 2 * (call - 1), faults };
    }
  }
}

/** Two deaths in a row, at every `stride`-th call of the first life and of the second. */
export async function killTwice(story: Story, stride: number): Promise<string[]> {
  const faults: string[] = [];
  for (let first = 1; ; first += stride) {
    for (let second = 1; ; second += stride) {
      const outcome = await faultsAfterDeaths(story, [
        { call: first, at: second % 2 === 0 ? 'before' : 'after' },
        { call: second, at: first % 2 === 0 ? 'before' : 'after' },
      ]);
      faults.push(...outcome.faults);
      if (!outcome.untouched) continue;
      if (second === 1) return faults;
      break;
    }
  }
}

/**
 * Pauses a process before and after each of its calls in turn, lets another one finish the story, and
 * lets the first go on from where it was. Both share their claims, as they would in Redis.
 */
export async function pauseEverywhere(
  story: Story,
  claimsOf: (world: World) => Claims,
): Promise<{ readonly lives: number; readonly faults: string[] }> {
  const faults: string[] = [];
  for (let call = 1; ; call += 1) {
    for (const at of ['before', 'after'] as const) {
      const run = await begin(story);
      const claims = claimsOf(run.world);
      const zombie = createLife({ call, at });
      await live(run, zombie, claims);
      if (!zombie.stopped) return { lives: 2 * (call - 1), faults };
      const pausedAt = `paused ${at} call ${call} (${zombie.calls.at(-1)})`;
      faults.push(...(await tryToLive(run, claims)));
      zombie.resume();
      await run.world.clock.advance(ZOMBIE_MS);
      for (const fault of await story.faults(run.world)) faults.push(`${fault}, ${pausedAt}`);
    }
  }
}

export const ID = toJobId('web-1');
export const OTHER_ID = toJobId('web-2');

export async function stateIs(
  world: World,
  id: Job['id'],
  ...kinds: readonly Job['state']['kind'][]
): Promise<boolean> {
  const job = world.job(id);
  return job !== undefined && kinds.includes(job.state.kind);
}

/** Whether the person finds the job without knowing its id. */
async function isListed(world: World, { id, person }: Job): Promise<boolean> {
  const jobs = await world.records.recentOf(person);
  return jobs.some((job) => job.id === id);
}

interface Expected {
  readonly tasks: number;
  readonly videos: number;
  readonly notices: number;
  readonly units: number;
  readonly outcome: 'video' | 'problem' | 'cancelled';
}

/** What differs from what one job should have come to. */
export async function compare(world: World, id: Job['id'], expected: Expected): Promise<string[]> {
  const job = await world.records.get(id);
  const state = job?.state;
  const found = {
    tasks: world.maker.tasksOf(id).length,
    charges: world.maker.charges.get(id) ?? 0,
    videos: world.thread.videosOf(id).length,
    notices: world.thread.noticesOf(id).length,
    units: job?.units,
    state: state?.kind,
    outcome: state?.kind === 'done' ? state.outcome.kind : undefined,
    delivery: state?.kind === 'done' ? state.delivery.kind : undefined,
    refusedAsFull: world.maker.refusedAsFull,
    listed: job !== undefined && (await isListed(world, job)),
  };
  const wanted = {
    ...expected,
    charges: expected.tasks,
    state: 'done',
    delivery: 'posted',
    refusedAsFull: 0,
    listed: true,
  };
  return Object.entries(wanted)
    .filter(([name, value]) => found[name as keyof typeof found] !== value)
    .map(
      ([name, value]) => `${id}: ${name} ${found[name as keyof typeof found]} instead of ${value}`,
    );
}
