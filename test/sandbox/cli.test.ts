import { describe, expect, it } from 'vitest';
import { runSandboxCli } from '../../src/sandbox/cli.ts';
import { createRecordedLog } from '../support/recorded-log.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { standInEncode, TASKS } from './sandbox-under-test.ts';

/** Starts the command; `said` fills up while it runs. */
function run(...args: string[]) {
  const stop = new AbortController();
  const said = { out: '', err: '' };
  let onReady = () => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  const exitCode = runSandboxCli(args, {
    stdout: {
      write: (text) => {
        said.out += text;
        onReady();
      },
    },
    stderr: {
      write: (text) => {
        said.err += text;
      },
    },
    encode: standInEncode,
    clock: createSteppedClock(),
    log: createRecordedLog(),
    signal: stop.signal,
  });
  const variable = (name: string) => new RegExp(`${name}=(\\S+)`).exec(said.out)?.[1] ?? '';
  return { said, exitCode, variable, stop: () => stop.abort(), ready };
}

describe('npm run sandbox', () => {
  it('prints an address and keys that work, and ends with the signal', async () => {
    const { ready, variable, exitCode, stop, said } = run();
    await ready;
    const url = variable('KLING_API_BASE_URL');
    const headers = { authorization: `Bearer ${variable('KLING_API_KEY')}` };
    expect((await fetch(`${url}${TASKS}`, { headers })).status).toBe(200);
    expect(variable('KLING_ACCESS_KEY')).not.toBe('');
    expect(variable('KLING_SECRET_KEY')).not.toBe('');
    stop();
    expect(await exitCode).toBe(0);
    expect(said.err).toBe('');
    await expect(fetch(url)).rejects.toThrow();
  });

  it('takes its settings and faults from the command line', async () => {
    const args = ['--api-key', 'mine', '--slots', '2', '--units', '9.5', '--link-seconds', '60'];
    const more = ['--never-end', '--fail-with', 'no', '--callbacks', 'duplicate'];
    const { ready, variable, stop, exitCode } = run(
      ...args,
      ...more,
      '--fault',
      'listTasks:5001:2',
    );
    await ready;
    const url = variable('KLING_API_BASE_URL');
    const state = await (await fetch(`${url}/_sandbox/state`)).json();
    const settings = { slots: 2, unitsLeft: 9.5, linkMs: 60_000, neverEnd: true, failWith: 'no' };
    expect(state).toMatchObject({ settings: { ...settings, callbacks: 'duplicate' } });
    const headers = { authorization: 'Bearer mine' };
    const statuses = [];
    for (let n = 0; n < 3; n += 1) {
      statuses.push((await fetch(`${url}${TASKS}`, { headers })).status);
    }
    expect(statuses).toEqual([503, 503, 200]);
    stop();
    await exitCode;
  });

  it('can be as slow as Kling, or a number of times as fast', async () => {
    const { ready, variable, stop, exitCode } = run('--speed', '10', '--queue-ms', '5');
    await ready;
    const url = variable('KLING_API_BASE_URL');
    expect(await (await fetch(`${url}/_sandbox/state`)).json()).toMatchObject({
      settings: { queueMs: 5, renderMs: 15_000, msPerClipSecond: 800 },
    });
    stop();
    await exitCode;
  });

  it('helps', async () => {
    const { exitCode, said } = run('--help');
    expect(await exitCode).toBe(0);
    expect(said.out).toContain('Usage: npm run sandbox');
  });

  it.each([
    [['--sluts', '3'], '--sluts'],
    [['--slots', 'many'], '--slots'],
    [['--slots', '0'], '--slots'],
    [['--port', '70000'], '--port'],
    [['--speed', '0'], '--speed'],
    [['--small-images', 'maybe'], '--small-images'],
    [['--fault', 'createTask:9999'], 'createTask:9999'],
    [['--fault', 'createTask:5001:0'], 'createTask:5001:0'],
    [['--webhook-secret', 'plain'], '--webhook-secret'],
    [['stray'], 'stray'],
  ])('refuses %j with exit code 2 and names the mistake', async (args, name) => {
    const { exitCode, said } = run(...args);
    expect(await exitCode).toBe(2);
    expect(said.err).toContain(name);
    expect(said.err).toContain('Usage');
    expect(said.out).toBe('');
  });

  it('fails with exit code 1 when the port is taken', async () => {
    const first = run();
    await first.ready;
    const { port } = new URL(first.variable('KLING_API_BASE_URL'));
    const second = run('--port', port);
    expect(await second.exitCode).toBe(1);
    expect(second.said.err).toContain('EADDRINUSE');
    first.stop();
    await first.exitCode;
  });
});
