import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { percentile, report, round, withFolder } from './bench-jobs.ts';

const MAIN = fileURLToPath(import.meta.resolve('#main'));
const STARTS = 5;

/** From `node dist/src/main.js` to its line that it is ready, with its own sandbox. */
async function startOnce(folder: string): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: folder, HTTP_PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const ms = performance.now() - begin;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return ms;
}

await withFolder(async (folder) => {
  const ms: number[] = [];
  for (let n = 0; n < STARTS; n += 1) ms.push(await startOnce(folder));
  report('cold start to ready', { starts: STARTS, p50Ms: round(percentile(ms, 0.5)) });
});
