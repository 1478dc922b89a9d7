import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(import.meta.resolve('#main'));

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BotProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the built program as an operator would, with nothing of this machine's environment but PATH. */
export function startBot(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: { readonly preload?: string; readonly cwd?: string } = {},
): BotProcess {
  const preload = options.preload === undefined ? [] : ['--import', options.preload];
  const child = spawn(process.execPath, [...preload, MAIN, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (bytes: Buffer) => {
    output.stdout += bytes.toString();
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    output.stderr += bytes.toString();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...output }));
  });
  return { child, ended };
}
