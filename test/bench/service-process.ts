import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(import.meta.resolve('#main'));
const LOOK_EVERY_MS = 100;

export interface ServiceProcess {
  readonly url: string;
  /** Memory of the process itself, in MB; its codecs are processes of their own. */
  rssMb(): number;
  /** Looks all the time until it is called. */
  watch(): () => Promise<Watched>;
  close(): Promise<void>;
}

export interface Watched {
  readonly peakRssMb: number;
  /** Until `GET /healthz` was answered. */
  readonly healthMs: readonly number[];
}

/** The built service alone in its process, with no account unless `settings` name one. */
export async function startServiceProcess(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...{ PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, HTTP_PORT: '0', LOG_LEVEL: 'error' },
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url = / ready at (\S+)/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  const rssMb = () => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_000);
  };
  return {
    url,
    rssMb,
    watch: () => {
      const stop = new AbortController();
      const watched = look(url, rssMb, stop.signal);
      return () => {
        stop.abort();
        return watched;
      };
    },
    close: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function look(url: string, rssMb: () => number, signal: AbortSignal): Promise<Watched> {
  const healthMs: number[] = [];
  let peakRssMb = 0;
  while (!signal.aborted) {
    const start = performance.now();
    const { ok } = await fetch(`${url}/healthz`);
    if (!ok) throw new Error('The service is not well');
    healthMs.push(performance.now() - start);
    peakRssMb = Math.max(peakRssMb, rssMb());
    await wait(LOOK_EVERY_MS);
  }
  return { peakRssMb, healthMs };
}
