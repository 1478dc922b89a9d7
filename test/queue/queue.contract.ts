import { describe, expect, it, onTestFinished } from 'vitest';
import type { Queue, StepOutcome, Turn } from '../../src/jobs/contracts.ts';
import { type JobId, toJobId } from '../../src/jobs/job.ts';
import { comeToRest, createSteppedClock, type SteppedClock } from '../support/stepped-clock.ts';

export type OpenQueue = (options: { clock: SteppedClock; slots: number }) => Queue;

interface Start {
  readonly jobId: JobId;
  readonly turn: Turn;
  /** Ends the step. */
  readonly end: (outcome: StepOutcome) => void;
  readonly fail: (error: unknown) => void;
}

/** A queue whose steps run until the test ends them. */
interface Bench {
  readonly clock: SteppedClock;
  readonly queue: Queue;
  /** Steps in the order in which they were started. */
  readonly started: readonly Start[];
  names(): string[];
  runningNow(): number;
  readonly peakRunning: number;
  start(index: number): Start;
}

const DONE = { done: true } as const;
const id = (name: string) => toJobId(`web-${name}`);
const ids = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => id(`${prefix}${index + 1}`));

function openBench(open: OpenQueue, slots: number): Bench {
  const clock = createSteppedClock();
  const queue = open({ clock, slots });
  const started: Start[] = [];
  let running = 0;
  let peakRunning = 0;
  queue.run((jobId, turn) => {
    running += 1;
    peakRunning = Math.max(peakRunning, running);
    return new Promise<StepOutcome>((resolve, reject) => {
      turn.signal.addEventListener('abort', () => reject(turn.signal.reason), { once: true });
      started.push({ jobId, turn, end: resolve, fail: reject });
    }).finally(() => {
      running -= 1;
    });
  });
  onTestFinished(() => queue.close(0));
  return {
    clock,
    queue,
    started,
    names: () => started.map(({ jobId }) => jobId.replace('web-', '')),
    runningNow: () => running,
    get peakRunning() {
      return peakRunning;
    },
    start: (index) => {
      const found = started[index];
      if (found === undefined) throw new Error(`Step ${index} has not been started`);
      return found;
    },
  };
}

/** Ends every step, one at a time, until nothing is left. */
async function drain({ clock, started, start }: Bench): Promise<void> {
  for (let next = 0; ; next += 1) {
    await clock.advance(0);
    if (next === started.length) return;
    start(next).end(DONE);
  }
}

/** What every queue promises, in one process or in many. */
export function queueContract(name: string, open: OpenQueue): void {
  describe(`queue: ${name}`, () => {
    it('works on what is added, first come, first served', async () => {
      const bench = openBench(open, 1);
      for (const jobId of ids('a', 3)) await bench.queue.add(jobId, { owner: jobId });
      await drain(bench);
      expect(bench.names()).toEqual(['a1', 'a2', 'a3']);
    });

    it('works on what was added before it began to work', async () => {
      const clock = createSteppedClock();
      const queue = open({ clock, slots: 1 });
      await queue.add(id('early'), { owner: 'ann' });
      const seen: string[] = [];
      queue.run(async (jobId) => {
        seen.push(jobId);
        return DONE;
      });
      await clock.advance(0);
      expect(seen).toEqual(['web-early']);
    });

    it('takes the same id once while it waits, runs or sleeps', async () => {
      const bench = openBench(open, 1);
      const add = (jobId: string) => bench.queue.add(id(jobId), { owner: 'ann' });
      for (const jobId of ['busy', 'busy', 'waits', 'waits']) await add(jobId);
      await bench.clock.advance(0);
      bench.start(0).end({ retryAt: bench.clock.now() + 60_000 });
      await bench.clock.advance(0);
      await add('busy');
      bench.start(1).end(DONE);
      await bench.clock.advance(59_000);
      expect(bench.names()).toEqual(['busy', 'waits']);
    });

    it('takes an id again once it is done', async () => {
      const bench = openBench(open, 1);
      for (let round = 0; round < 3; round += 1) {
        await bench.queue.add(id('again'), { owner: 'ann' });
        await drain(bench);
      }
      expect(bench.names()).toHaveLength(3);
    });

    it('takes an id again in the moment in which it is done, within its slots', async () => {
      const bench = openBench(open, 1);
      await bench.queue.add(id('again'), { owner: 'ann' });
      await bench.queue.add(id('other'), { owner: 'bob' });
      await bench.clock.advance(0);
      const { end } = bench.start(0);
      end(DONE);
      for (let tick = 0; tick < 10; tick += 1) {
        await Promise.resolve();
        await bench.queue.add(id('again'), { owner: 'ann' });
      }
      await drain(bench);
      expect(bench.peakRunning).toBe(1);
      expect(bench.names().filter((seen) => seen === 'other')).toHaveLength(1);
    });

    it('tells how much of it runs, waits for a slot and waits for its time', async () => {
      const bench = openBench(open, 2);
      for (const jobId of ids('a', 5)) await bench.queue.add(jobId, { owner: jobId });
      await bench.clock.advance(0);
      expect(await bench.queue.counts()).toEqual({ slots: 2, running: 2, waiting: 3, delayed: 0 });
      bench.start(0).end({ retryAt: bench.clock.now() + 60_000 });
      await bench.clock.advance(0);
      expect(await bench.queue.counts()).toEqual({ slots: 2, running: 2, waiting: 2, delayed: 1 });
    });

    it('never uses more slots than it has', async () => {
      const bench = openBench(open, 3);
      for (const jobId of ids('a', 20)) await bench.queue.add(jobId, { owner: jobId });
      await bench.clock.advance(0);
      expect(bench.runningNow()).toBe(3);
      await drain(bench);
      expect(bench.peakRunning).toBe(3);
      expect(bench.started).toHaveLength(20);
    });

    it('never uses more slots than it has when a step adds work of its own', async () => {
      const clock = createSteppedClock();
      const queue = open({ clock, slots: 1 });
      onTestFinished(() => queue.close(0));
      let running = 0;
      let peak = 0;
      queue.run(async (jobId) => {
        running += 1;
        peak = Math.max(peak, running);
        if (jobId === id('first')) void queue.add(id('second'), { owner: 'ann' });
        await clock.sleep(10);
        running -= 1;
        return DONE;
      });
      await queue.add(id('first'), { owner: 'ann' });
      await clock.advance(100);
      expect(peak).toBe(1);
    });

    it('serves five people with 5 jobs each by place 30 behind one with 100', async () => {
      const bench = openBench(open, 1);
      for (const jobId of ids('A', 100)) await bench.queue.add(jobId, { owner: 'A' });
      for (const owner of ['B', 'C', 'D', 'E', 'F']) {
        for (const jobId of ids(owner, 5)) await bench.queue.add(jobId, { owner });
      }
      await drain(bench);
      const last = bench.names().findLastIndex((job) => !job.startsWith('A'));
      expect(last).toBeLessThan(31);
    });

    it('serves someone with one job soon, not after 499 jobs of others', async () => {
      const bench = openBench(open, 1);
      for (let round = 1; round <= 100; round += 1) {
        for (const owner of ['A', 'B', 'C', 'D', 'E']) {
          if (round === 100 && owner === 'E') continue;
          await bench.queue.add(id(`${owner}${round}`), { owner });
        }
      }
      await bench.queue.add(id('single'), { owner: 'single' });
      await drain(bench);
      expect(bench.names().indexOf('single')).toBeLessThan(10);
    });

    it('neither starves someone who sends one job at a time nor serves them more than others', async () => {
      const bench = openBench(open, 1);
      for (const owner of ['A', 'B', 'C', 'D']) {
        for (const jobId of ids(owner, 20)) await bench.queue.add(jobId, { owner });
      }
      await bench.queue.add(id('drip0'), { owner: 'drip' });
      for (let place = 0; place < 20; place += 1) {
        await bench.clock.advance(0);
        const { jobId, end } = bench.start(place);
        end(DONE);
        await bench.clock.advance(0);
        if (!jobId.includes('drip')) continue;
        await bench.queue.add(id(`drip${place}`), { owner: 'drip' });
      }
      const dripped = bench
        .names()
        .slice(0, 20)
        .filter((name) => name.startsWith('drip'));
      expect(dripped.length).toBeGreaterThanOrEqual(2);
      expect(dripped.length).toBeLessThanOrEqual(5);
    });

    it('does not make someone pay for work that was taken out of the line', async () => {
      const bench = openBench(open, 1);
      await bench.queue.add(id('busy'), { owner: 'other' });
      for (const jobId of ids('A', 20)) await bench.queue.add(jobId, { owner: 'A' });
      for (const jobId of ids('A', 20)) await bench.queue.remove(jobId);
      for (const jobId of ids('B', 5)) await bench.queue.add(jobId, { owner: 'B' });
      await bench.queue.add(id('Alast'), { owner: 'A' });
      await drain(bench);
      expect(bench.names().indexOf('Alast')).toBeLessThan(4);
    });

    it('lets resumed work go before all that waits', async () => {
      const bench = openBench(open, 1);
      for (const jobId of ids('a', 3)) await bench.queue.add(jobId, { owner: jobId });
      await bench.queue.add(id('resumed'), { owner: 'ann', resumed: true });
      await bench.clock.advance(0);
      await drain(bench);
      expect(bench.names().indexOf('resumed')).toBeLessThan(2);
    });

    it('brings work back when it asked for it, before those behind it', async () => {
      const bench = openBench(open, 1);
      for (const jobId of ids('a', 5)) await bench.queue.add(jobId, { owner: 'ann' });
      await bench.clock.advance(0);
      bench.start(0).end({ retryAt: bench.clock.now() + 5_000 });
      await bench.clock.advance(5_000);
      bench.start(1).end(DONE);
      await drain(bench);
      expect(bench.names()).toEqual(['a1', 'a2', 'a1', 'a3', 'a4', 'a5']);
    });

    it('does not bring work back before its time', async () => {
      const bench = openBench(open, 1);
      await bench.queue.add(id('later'), { owner: 'ann' });
      await bench.clock.advance(0);
      bench.start(0).end({ retryAt: bench.clock.now() + 5_000 });
      await bench.clock.advance(4_999);
      expect(bench.started).toHaveLength(1);
      await bench.clock.advance(1);
      expect(bench.started).toHaveLength(2);
    });

    it('wakes sleeping work when it is nudged', async () => {
      const bench = openBench(open, 1);
      await bench.queue.add(id('later'), { owner: 'ann' });
      await bench.clock.advance(0);
      bench.start(0).end({ retryAt: bench.clock.now() + 3_600_000 });
      await bench.clock.advance(10);
      await Promise.all([bench.queue.nudge(id('later')), bench.queue.nudge(id('later'))]);
      await bench.clock.advance(10);
      expect(bench.started).toHaveLength(2);
    });

    it('tells a running step of every nudge, and nobody else', async () => {
      const bench = openBench(open, 2);
      for (const jobId of ids('a', 2)) await bench.queue.add(jobId, { owner: jobId });
      await bench.clock.advance(0);
      const heard: string[] = [];
      for (const { jobId, turn } of bench.started) turn.onNudge(() => heard.push(jobId));
      await bench.queue.nudge(id('a2'));
      await bench.queue.nudge(id('a2'));
      await bench.queue.nudge(id('unknown'));
      await bench.clock.advance(0);
      expect(heard).toEqual(['web-a2', 'web-a2']);
    });

    it('takes waiting and sleeping work out of the line, but not what runs', async () => {
      const bench = openBench(open, 1);
      for (const jobId of ids('a', 3)) await bench.queue.add(jobId, { owner: jobId });
      await bench.clock.advance(0);
      bench.start(0).end({ retryAt: bench.clock.now() + 5_000 });
      await bench.clock.advance(0);
      expect(await bench.queue.remove(id('a1'))).toBe(true);
      expect(await bench.queue.remove(id('a2'))).toBe(false);
      expect(await bench.queue.remove(id('a3'))).toBe(true);
      expect(await bench.queue.remove(id('a3'))).toBe(false);
      bench.start(1).end(DONE);
      await bench.clock.advance(10_000);
      expect(bench.names()).toEqual(['a1', 'a2']);
    });

    it('tells everyone who waits their place, and nobody who runs or sleeps', async () => {
      const bench = openBench(open, 1);
      for (const jobId of ids('a', 4)) await bench.queue.add(jobId, { owner: 'ann' });
      await bench.queue.add(id('bob'), { owner: 'bob' });
      await bench.clock.advance(0);
      bench.start(0).end({ retryAt: bench.clock.now() + 5_000 });
      await bench.clock.advance(0);
      const places = await bench.queue.positions();
      expect([...places.values()].sort()).toEqual([1, 2, 3]);
      expect(places.has(id('a1'))).toBe(false);
      expect(places.get(id('a4'))).toBe(3);
    });

    it('brings work back later when its step threw, later each time', async () => {
      const bench = openBench(open, 1);
      await bench.queue.add(id('shaky'), { owner: 'ann' });
      await bench.clock.advance(0);
      bench.start(0).fail(new Error('the disk is full'));
      await bench.clock.advance(1_000);
      expect(bench.started).toHaveLength(2);
      bench.start(1).fail(new Error('the disk is full'));
      await bench.clock.advance(1_000);
      expect(bench.started).toHaveLength(2);
      await bench.clock.advance(1_000);
      expect(bench.started).toHaveLength(3);
    });

    it('goes on with others while a step that threw waits', async () => {
      const bench = openBench(open, 1);
      for (const jobId of ids('a', 2)) await bench.queue.add(jobId, { owner: jobId });
      await bench.clock.advance(0);
      bench.start(0).fail(new Error('the disk is full'));
      await bench.clock.advance(0);
      expect(bench.names()).toEqual(['a1', 'a2']);
    });

    it('calls running work off when it closes, and waits until it has stopped', async () => {
      const clock = createSteppedClock();
      const queue = open({ clock, slots: 2 });
      const stopped: string[] = [];
      queue.run(async (jobId, { signal }) => {
        await clock.sleep(3_600_000, signal).catch(() => undefined);
        await comeToRest();
        stopped.push(jobId);
        throw signal.reason;
      });
      for (const jobId of ids('a', 3)) await queue.add(jobId, { owner: jobId });
      await clock.advance(0);
      await queue.close(10_000);
      expect(stopped).toEqual(['web-a1', 'web-a2']);
      await clock.advance(10_000);
      expect(stopped).toHaveLength(2);
    });

    it('does not wait longer than it may for work that will not stop', async () => {
      const clock = createSteppedClock();
      const queue = open({ clock, slots: 1 });
      queue.run(() => new Promise(() => undefined));
      await queue.add(id('stubborn'), { owner: 'ann' });
      await clock.advance(0);
      let closed = false;
      void queue.close(10_000).then(() => {
        closed = true;
      });
      await clock.advance(9_999);
      expect(closed).toBe(false);
      await clock.advance(1);
      expect(closed).toBe(true);
    });

    it('starts nothing more once it is closed, and leaves nothing sleeping', async () => {
      const bench = openBench(open, 1);
      for (const jobId of ids('a', 2)) await bench.queue.add(jobId, { owner: jobId });
      await bench.clock.advance(0);
      bench.start(0).end({ retryAt: bench.clock.now() + 1_000 });
      await bench.clock.advance(0);
      await bench.queue.close(1_000);
      await bench.queue.add(id('late'), { owner: 'ann' });
      await bench.clock.advance(3_600_000);
      expect(bench.names()).toEqual(['a1', 'a2']);
      expect(bench.clock.sleepers()).toBe(0);
    });
  });
}
