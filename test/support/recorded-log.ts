import type { Log } from '../../src/log.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface RecordedLog extends Log {
  readonly lines: readonly LogLine[];
  /** How often this was logged. */
  count(event: string): number;
}

/** A log that keeps its lines for the test to read. */
export function createRecordedLog(): RecordedLog {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (fields: unknown, event?: string): void => {
      lines.push({ level, event: event ?? '', fields: { ...(fields as object) } });
    };
  return {
    lines,
    count: (event) => lines.filter((line) => line.event === event).length,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}
