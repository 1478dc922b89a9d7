import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { judge } from '../surfaces/web/hostile-requests.ts';
import { openLine, type RawAnswer } from '../surfaces/web/raw-line.ts';
import { percentile, report, round, timed, withFolder } from './bench-jobs.ts';
import { type Attempt, burstAttempts, quickAttempts, slowAttempts } from './hostile-attempts.ts';
import { type ServiceProcess, startServiceProcess, type Watched } from './service-process.ts';

interface Ended {
  readonly answer: RawAnswer | undefined;
  /** In words, where it did not end as it has to. */
  readonly wrong: string | undefined;
}

type Make = (attempt: Attempt) => Promise<Ended>;

/** What an allocator keeps for the next time shows after the first round. */
const ROUNDS = 3;
const MOST_GROWTH = 1.25;
const MOST_HEALTH_MS = 1_000;
const AGAIN_MS = 100;
/** An address may upload six files at a time, and all of 127.0.0.0/8 are this machine's, on Linux. */
const UPLOADS_PER_ADDRESS = 3;

/** Every upload that we know how to abuse, against the service as people start it. */
await withFolder(async (dataDir) => {
  const service = await startServiceProcess(dataDir);
  try {
    await uploadHonestly(service);
    const make = createMaker(service);
    const rssMb = [service.rssMb()];
    const ended: Ended[] = [];
    const endWatch = service.watch();
    const { ms } = await timed(async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        ended.push(...(await makeAll(make)));
        await untilEmpty(dataDir);
        rssMb.push(service.rssMb());
      }
    });
    const watched = await endWatch();
    await uploadHonestly(service);
    judgeAll(ended, { ...watched, rssMb, ms, filesLeft: filesIn(dataDir).length });
  } finally {
    await service.close();
  }
});

/** By a visitor of its own each, so that none has to wait for the file before. */
function createMaker({ url }: ServiceProcess): Make {
  let made = 0;
  return async ({ part, request }) => {
    const line = openLine(url, `127.0.0.${2 + Math.floor(made / UPLOADS_PER_ADDRESS)}`);
    made += 1;
    line.socket.write(request.head({ part, host: new URL(url).host, cookie: newCookie() }));
    await request.send?.(line);
    const answer = await line.answer;
    line.socket.destroy();
    const wrong = judge(request.end, part, answer);
    return { answer, wrong: wrong && `${request.name} (${part}): ${wrong}` };
  };
}

/** The slow ones beside the quick ones, then many at once. */
async function makeAll(make: Make): Promise<Ended[]> {
  const slow = Promise.all(slowAttempts().map(make));
  const ended: Ended[] = [];
  for (const attempt of await quickAttempts()) ended.push(await makeInTurn(make, attempt));
  ended.push(...(await slow));
  const burst = (await Promise.all(burstAttempts().map(make))).map((each) =>
    isToldBusy(each) ? { ...each, wrong: undefined } : each,
  );
  return [...ended, ...burst];
}

/** The places of those that were cut are free again a moment later. */
async function makeInTurn(make: Make, attempt: Attempt): Promise<Ended> {
  for (;;) {
    const ended = await make(attempt);
    if (!isToldBusy(ended)) return ended;
    await wait(AGAIN_MS);
  }
}

/** Sixteen upload at a time; whoever is one more is told when to come again. */
function isToldBusy({ answer }: Ended): boolean {
  return answer?.code === 'upload/busy' && answer.retryAfter !== undefined;
}

interface Measured extends Watched {
  /** At the start, and after each round. */
  readonly rssMb: readonly number[];
  readonly ms: number;
  readonly filesLeft: number;
}

function judgeAll(ended: readonly Ended[], measured: Measured): void {
  const { rssMb, peakRssMb, healthMs, ms, filesLeft } = measured;
  const wrong = ended.flatMap((each) => each.wrong ?? []);
  for (const line of wrong) console.error(line);
  const [before = 0, after = 0] = rssMb.slice(-2);
  const worstHealthMs = Math.max(...healthMs);
  report('hostile uploads', {
    ...{ uploads: ended.length, endedWrongly: wrong.length, answers: countOf(ended) },
    ...{ rssMb, peakRssMb, afterToBefore: round(after / before), filesLeft },
    ...{ healthP50Ms: round(percentile(healthMs, 0.5)), worstHealthMs: round(worstHealthMs) },
    seconds: Math.round(ms / 1_000),
  });
  const isClean = wrong.length + filesLeft === 0;
  const isFlat = after / before < MOST_GROWTH;
  if (!isClean || !isFlat || worstHealthMs > MOST_HEALTH_MS) process.exitCode = 1;
}

function countOf(ended: readonly Ended[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { answer } of ended) {
    const status = answer === undefined ? 'closed' : `${answer.status}`;
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

function newCookie(): string {
  return `avatar-bot=${randomBytes(32).toString('base64url')}`;
}

/** A picture and a voice as people have them, which are taken, and taken out again. */
async function uploadHonestly({ url }: ServiceProcess): Promise<void> {
  const headers = { cookie: newCookie() };
  const assets = { portrait: 'sample-portrait.jpg', clip: 'sample-voice.ogg' };
  for (const [part, asset] of Object.entries(assets)) {
    const body = readFileSync(new URL(import.meta.resolve(`#assets/${asset}`)));
    const taken = await fetch(`${url}/api/draft/${part}`, { method: 'PUT', headers, body });
    if (!taken.ok) throw new Error(`An honest ${part} was refused: ${await taken.text()}`);
  }
  for (const part of Object.keys(assets)) {
    await fetch(`${url}/api/draft/${part}`, { method: 'DELETE', headers });
  }
}

function filesIn(dataDir: string): string[] {
  return ['scratch', 'blobs'].flatMap((folder) =>
    readdirSync(path.join(dataDir, folder), { recursive: true }).map(String),
  );
}

/** The service throws away for a while what still comes after a refusal. */
async function untilEmpty(dataDir: string): Promise<void> {
  for (let tries = 0; tries < 100 && filesIn(dataDir).length > 0; tries += 1) await wait(100);
}
