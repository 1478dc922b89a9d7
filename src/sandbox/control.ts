import type { Callbacks } from './callbacks.ts';
import type { Fault, Faults } from './faults.ts';
import type { RequestLog } from './request-log.ts';
import type { Settings } from './settings.ts';
import type { Speech } from './speech.ts';
import { isOpen, type Task } from './task.ts';
import type { TaskBook } from './task-book.ts';

/** Settings as they may come from outside: what is not named stays. */
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** Watching and steering the sandbox; the control routes offer the same from outside. */
export interface Control {
  readonly requestLog: RequestLog;
  tasks(): Task[];
  peakOpen(): number;
  state(): object;
  fail(fault: Fault): void;
  change(settings: SettingsChange): Settings;
  /** Ends every open task now, also one that never ends. */
  finishAll(): void;
  /** Resolves when no task is open any more. */
  settled(): Promise<void>;
  /** Resolves when no callback is on its way any more. */
  callbacksSettled(): Promise<void>;
  /** Forgets tasks, sounds, faults and counts; the settings are again those of the start. */
  reset(): Promise<void>;
}

export function createControl(deps: {
  readonly book: TaskBook;
  readonly callbacks: Callbacks;
  readonly speech: Speech;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  readonly settings: Settings;
}): Control {
  const { book, callbacks, speech, faults, requestLog, settings } = deps;
  const first = { ...settings };
  return {
    requestLog,
    tasks: book.all,
    peakOpen: book.peakOpen,
    state: () => {
      const tasks = book.all();
      return {
        tasks: tasks.map(shown),
        open: tasks.filter(isOpen).length,
        peakOpen: book.peakOpen(),
        settings,
        requests: { counts: requestLog.counts(), recent: requestLog.recent() },
      };
    },
    fail: faults.add,
    change: (changes) => {
      const named = Object.entries(changes).filter(([, value]) => value !== undefined);
      return Object.assign(settings, Object.fromEntries(named));
    },
    finishAll: book.finishAll,
    settled: book.settled,
    callbacksSettled: callbacks.settled,
    reset: async () => {
      await book.clear();
      await speech.clear();
      faults.clear();
      requestLog.clear();
      Object.assign(settings, first);
    },
  };
}

/** Without the callback address: its path may be a secret of the client. */
function shown({ callbackUrl: _address, ...task }: Task): Omit<Task, 'callbackUrl'> {
  return task;
}
