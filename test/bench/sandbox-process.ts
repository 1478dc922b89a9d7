import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Task } from '../../src/sandbox/task.ts';

const MAIN = fileURLToPath(import.meta.resolve('#main'));

export interface SandboxState {
  readonly tasks: readonly Pick<Task, 'taskId' | 'externalId' | 'createdAt' | 'updatedAt'>[];
  readonly peakOpen: number;
  readonly requests: {
    readonly counts: Readonly<Partial<Record<'createTask' | 'queryTask' | 'listTasks', number>>>;
  };
}

export interface SandboxProcess {
  readonly url: string;
  readonly apiKey: string;
  state(): Promise<SandboxState>;
  steer(route: string, body: object): Promise<void>;
  close(): Promise<void>;
}

/** A sandbox in a process of its own, so that its work is not counted as the bot's. */
export async function startSandboxProcess(args: readonly string[]): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [MAIN, 'sandbox', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [name = '', value = ''] = line.split('=');
    said.set(name, value);
    if (name === 'KLING_API_KEY') break;
  }
  const url = said.get('KLING_API_BASE_URL') ?? '';
  return {
    url,
    apiKey: said.get('KLING_API_KEY') ?? '',
    state: async () => (await (await fetch(`${url}/_sandbox/state`)).json()) as SandboxState,
    steer: async (route, body) => {
      const reply = await fetch(`${url}/_sandbox/${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!reply.ok) throw new Error(`The sandbox refused ${route}: ${await reply.text()}`);
    },
    close: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
