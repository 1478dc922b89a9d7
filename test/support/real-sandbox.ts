import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { createFfmpeg } from '../../src/media/ffmpeg.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

export const quietLog = createLog('silent', process.stderr);

/** A sandbox that really renders, with whatever ffmpeg there is; closed by `whenDone`. */
export async function startRealSandbox(
  options: Partial<SandboxOptions> = {},
  whenDone: (close: () => Promise<void>) => void = onTestFinished,
): Promise<Sandbox> {
  const ffmpeg = await createFfmpeg({ searchPath: process.env['PATH'] });
  const sandbox = await createSandbox({
    encode: async (work) => {
      await ffmpeg.run(work);
    },
    clock: systemClock,
    log: quietLog,
    ...options,
  });
  whenDone(async () => {
    await sandbox.close();
    await ffmpeg.close();
  });
  return sandbox;
}
