import { performance } from 'node:perf_hooks';
import { systemClock } from '../../src/clock.ts';
import { toJobId } from '../../src/jobs/job.ts';
import { createKlingClient } from '../../src/kling/client.ts';
import { Secret } from '../../src/secret.ts';
import {
  copyingMedia,
  createCountingChat,
  openBenchJobs,
  percentile,
  report,
  round,
  withFolder,
} from './bench-jobs.ts';
import { startSandboxProcess } from './sandbox-process.ts';

const REQUESTS = 1_000;

/** 1,000 people ask at once while Kling hangs: how long until each may be told that it is on its way. */
await withFolder(async (folder) => {
  const sandbox = await startSandboxProcess(['--slots', '50']);
  await sandbox.steer('faults', { call: 'createTask', kind: 'hang-before', times: 1_000 });
  const maker = createKlingClient({
    baseUrl: sandbox.url,
    credentials: { apiKey: new Secret(sandbox.apiKey) },
    clock: systemClock,
  });
  const jobs = await openBenchJobs({
    ...{ dataDir: folder, maker, slots: 50, pollMs: 1_000 },
    media: copyingMedia(async () => undefined),
    openChat: () => ({
      ...createCountingChat(),
      fetchAttachment: () => new Promise(() => undefined),
    }),
  });
  const attachment = { kind: 'attachment', address: 'hangs', name: 'hangs' } as const;
  const waitsMs = await Promise.all(
    Array.from({ length: REQUESTS }, async (_, n) => {
      const start = performance.now();
      await jobs.desk.accept({
        jobId: toJobId(`bench-${n}`),
        person: { surface: 'bench', id: `person-${n}` },
        thread: { surface: 'bench', address: 'thread' },
        ...{ locale: 'en', mode: 'std', prompt: 'talk', portrait: attachment, clip: attachment },
      });
      return performance.now() - start;
    }),
  );
  report('burst of requests while Kling and the file server hang', {
    requests: REQUESTS,
    p50Ms: round(percentile(waitsMs, 0.5)),
    p99Ms: round(percentile(waitsMs, 0.99)),
    mostMs: round(Math.max(...waitsMs)),
  });
  await sandbox.close();
  process.exit(0);
});
