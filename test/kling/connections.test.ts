import { describe, expect, it } from 'vitest';
import { aClient, anOrder, calm } from './a-client.ts';
import { type Answer, html, startKling, success, TASK_ID, task } from './scripted-kling.ts';

describe('connections', () => {
  it('are kept for reads and new for each paid call', async () => {
    const ports: (number | undefined)[] = [];
    const remember =
      (answer: Answer): Answer =>
      (response, seen) => {
        ports.push(response.socket?.remotePort);
        answer(response, seen);
      };
    const found = remember(success(task()));
    const kling = await startKling(found, found, found, found);
    const client = aClient(kling.url);
    await client.find(TASK_ID, calm);
    await client.find(TASK_ID, calm);
    await client.order(anOrder, calm);
    await client.order(anOrder, calm);
    expect(ports[1]).toBe(ports[0]);
    expect(new Set(ports).size).toBe(3);
  });

  it('leave nothing behind on a signal that lives long', async () => {
    const kling = await startKling(html(502), success([]));
    const stop = new AbortController();
    let listeners = 0;
    const add = stop.signal.addEventListener.bind(stop.signal);
    const remove = stop.signal.removeEventListener.bind(stop.signal);
    stop.signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    stop.signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    await aClient(kling.url).list(1, 30, stop.signal);
    expect(listeners).toBe(0);
  });
});
