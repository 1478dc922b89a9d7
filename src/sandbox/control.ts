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
  /** Forgets tasks, faults and counts; the settings stay. */
  reset(): Promise<void>;
}

export function createControl(deps: {
  readonly book: TaskBook;
  readonly speech: Speech;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  readonly settings: Settings;
}): Control {
  const { book, speech, faults, requestLog, settings } = deps;
  return {
    requestLog,
    tasks: book.all,
    peakOpen: book.peakOpen,
    state: () => ({
      tasks: book.all().map(shown),
      open: book.all().filter(isOpen).length,
      peakOpen: book.peakOpen(),
      settings,
      requests: { total: requestLog.total(), recent: requestLog.recent() },
    }),
    fail: faults.add,
    change: (changes) => {
      const named = Object.entries(changes).filter(([, value]) => value !== undefined);
      return Object.assign(settings, Object.fromEntries(named));
    },
    finishAll: book.finishAll,
    reset: async () => {
      await book.clear();
      speech.clear();
      faults.clear();
      requestLog.clear();
    },
  };
}

/** Without the callback address: its path may be a secret of the client. */
function shown({ callbackUrl: _address, ...task }: Task): Omit<Task, 'callbackUrl'> {
  return task;
}
