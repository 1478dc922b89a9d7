import { once } from 'node:events';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { readOptions, USAGE, type Wanted } from './cli-options.ts';
import type { Encode } from './render.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

interface Writer {
  write(text: string): unknown;
}

export interface SandboxCliDeps {
  readonly stdout: Writer;
  readonly stderr: Writer;
  readonly encode: Encode;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** `npm run sandbox`: resolves with the exit code after the signal. */
export async function runSandboxCli(
  args: readonly string[],
  deps: SandboxCliDeps,
): Promise<number> {
  const { stdout, stderr } = deps;
  let wanted: Wanted | 'help';
  try {
    wanted = readOptions(args);
  } catch (error) {
    stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return EXIT.usage;
  }
  if (wanted === 'help') {
    stdout.write(USAGE);
    return EXIT.ok;
  }
  try {
    await serve(wanted, deps);
    return EXIT.ok;
  } catch (error) {
    stderr.write(`${messageOf(error)}\n`);
    return EXIT.failed;
  }
}

async function serve({ options, faults }: Wanted, deps: SandboxCliDeps): Promise<void> {
  const { stdout, signal, encode, clock, log } = deps;
  const sandbox = await createSandbox({ encode, clock, log, ...options });
  try {
    for (const fault of faults) sandbox.control.fail(fault);
    stdout.write(welcome(sandbox));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await sandbox.close();
  }
}

/** Can be pasted into `.env` as it is. */
function welcome({ url, apiKey, accessKey, secretKey }: Sandbox): string {
  return [
    `# Kling sandbox at ${url}`,
    '',
    `KLING_API_BASE_URL=${url}`,
    `KLING_API_KEY=${apiKey}`,
    '# or, instead of KLING_API_KEY:',
    `# KLING_ACCESS_KEY=${accessKey}`,
    `# KLING_SECRET_KEY=${secretKey}`,
    '',
  ].join('\n');
}
