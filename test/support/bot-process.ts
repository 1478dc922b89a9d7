import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

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

/** Waits until `look` finds something, as long as the bot runs. */
export async function until<T>(bot: BotProcess, look: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (bot.child.exitCode !== null) throw new Error((await bot.ended).stderr);
    await wait(20);
  }
}

/** Resolves with what the bot has said when it says that it is ready. */
export function ready({ child, ended }: BotProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes('ready at')) resolve(said);
    });
    void ended.then(({ stderr }) => reject(new Error(`The bot ended: ${stderr}`)));
  });
}

/** Ends it as an operator does; resolves with what it has written to its log. */
export async function stop(bot: BotProcess): Promise<string> {
  bot.child.kill('SIGTERM');
  const { exitCode, stderr } = await bot.ended;
  expect(exitCode).toBe(0);
  return stderr;
}
