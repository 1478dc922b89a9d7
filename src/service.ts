import { once } from 'node:events';
import { openApp } from './app.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { startHttpServer } from './surfaces/web/http-server.ts';

/** What an orchestrator usually grants between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 10_000;

/** `npm start`: everything that runs until it is told to stop. */
export async function runService(options: {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly searchPath: string | undefined;
  readonly stdout: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { config, log, stdout, signal } = options;
  refuseUnsupported(config);
  const app = await openApp({ ...options, dataDir: config.dataDir, chats: new Map() });
  try {
    const { host, port } = config.http;
    const http = await startHttpServer({ host, port, log, onCallback: app.onCallback });
    try {
      await app.recover();
      stdout.write(`avatar-bot is ready at ${http.url}\n`);
      if (app.isSandbox)
        stdout.write('No Kling keys are set: videos are previews of its sandbox.\n');
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await http.close();
    }
  } finally {
    await app.close(STOP_GRACE_MS);
  }
}

/** Better no start than a bot that looks connected and hears nobody. */
function refuseUnsupported({ notYetSupported }: Config): void {
  if (notYetSupported.length === 0) return;
  throw new AppError(
    'config/unsupported',
    `This version has nothing yet that uses ${notYetSupported.join(', ')}. Please unset them.`,
  );
}
