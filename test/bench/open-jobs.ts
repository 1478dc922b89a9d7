import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TaskView, VideoMaker } from '../../src/jobs/contracts.ts';
import { type Job, toJobId } from '../../src/jobs/job.ts';
import { createSqliteDocuments } from '../../src/storage/sqlite-documents.ts';
import { SqliteFile } from '../../src/storage/sqlite-file.ts';
import {
  copyingMedia,
  createCountingChat,
  openBenchJobs,
  report,
  rssMb,
  timed,
  withFolder,
} from './bench-jobs.ts';

const JOBS = 10_000;
const PAGE = 500;

/** The records of jobs that Kling is rendering, as a process that was killed leaves them. */
async function writeRecords(folder: string): Promise<void> {
  const file = SqliteFile.open(`${folder}/state.sqlite`);
  const records = createSqliteDocuments(file, 'job');
  const kept = { kind: 'attachment', address: 'x', name: 'x' } as const;
  await Promise.all(
    Array.from({ length: JOBS }, (_, n) => {
      const id = toJobId(`bench-${n}`);
      return records.set<Job>(id, {
        ...{ id, firstId: id, locale: 'en', mode: 'std', prompt: 'talk', units: 1, lostTasks: 0 },
        person: { surface: 'bench', id: `person-${n % 500}` },
        thread: { surface: 'bench', address: 'thread' },
        sources: { portrait: kept, clip: kept },
        portrait: { width: 300, height: 300, bytes: 1 },
        clip: { format: 'mp3', seconds: 10, bytes: 1 },
        acceptedAt: Date.now(),
        state: { kind: 'rendering', since: Date.now(), taskId: `task-${n}` },
      });
    }),
  );
  file.close();
}

/** Lists the tasks as Kling would, 500 a page, and counts the requests. */
function createListingMaker() {
  const seen = new Set<string>();
  const calls = { list: 0, find: 0 };
  const maker: VideoMaker = {
    maxPageSize: PAGE,
    order: () => Promise.reject(new Error('Nothing is to be ordered here')),
    find: async () => {
      calls.find += 1;
      return undefined;
    },
    list: async (page, pageSize) => {
      calls.list += 1;
      const first = (page - 1) * pageSize;
      const length = Math.max(0, Math.min(pageSize, JOBS - first));
      return Array.from({ length }, (_, n): TaskView => {
        seen.add(`task-${first + n}`);
        return { taskId: `task-${first + n}`, status: 'rendering' };
      });
    },
  };
  return { maker, calls, seen };
}

/** In a process of its own, so that writing the records does not count. */
async function restart(folder: string): Promise<void> {
  const idleMb = rssMb();
  const { maker, calls, seen } = createListingMaker();
  const chat = createCountingChat();
  const media = copyingMedia(async () => undefined);
  const { ms } = await timed(async () => {
    const options = {
      ...{ dataDir: folder, maker, media, slots: JOBS, pollMs: 250 },
      openChat: () => chat,
    };
    const jobs = await openBenchJobs(options);
    await jobs.recover();
    while (seen.size < JOBS) await wait(20);
  });
  const requestsForOneLook = calls.list + calls.find;
  await wait(3_000);
  report('restart with 10,000 open jobs', {
    msUntilAllAreTracked: ms,
    requestsForOneLook,
    rssMb: rssMb(),
    rssMbOfAnEmptyProcess: idleMb,
  });
  process.exit(0);
}

const folderOfChild = process.argv[2];
if (folderOfChild !== undefined) await restart(folderOfChild);
else {
  await withFolder(async (folder) => {
    await writeRecords(folder);
    const here = fileURLToPath(import.meta.url);
    spawnSync(process.execPath, [here, folder], { stdio: 'inherit' });
  });
}
