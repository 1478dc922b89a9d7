import { ApiError } from './api-error.ts';
import type { TeamRecord, World } from './world.ts';

export type Args = Readonly<Record<string, unknown>>;

export interface Call {
  readonly world: World;
  readonly team: TeamRecord;
  readonly args: Args;
}

/** Requests in a minute, or that the method has a rule of its own. */
export type Tier = 1 | 2 | 3 | 4 | 'special';

export interface Method {
  readonly name: string;
  /** Whose token it takes: the bot's unless told; `client` is named by id and secret. */
  readonly token?: 'bot' | 'app' | 'client';
  /** One of them is needed. */
  readonly scopes?: readonly string[];
  readonly takes: readonly string[];
  readonly tier: Tier;
  handle(call: Call): Record<string, unknown>;
}

export function text(args: Args, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  return String(value);
}

export function needed(args: Args, name: string, error = 'invalid_arguments'): string {
  const value = text(args, name);
  if (value !== undefined) return value;
  const messages = [`[ERROR] missing required field: ${name}`];
  throw new ApiError(
    error,
    error === 'invalid_arguments' ? { response_metadata: { messages } } : {},
  );
}

export const flag = (args: Args, name: string): boolean =>
  args[name] === true || args[name] === 'true' || args[name] === '1';

export function count(args: Args, name: string, fallback: number): number {
  const value = Number(args[name] ?? fallback);
  return Number.isInteger(value) && value >= 0 ? value : fallback;
}

/** A nested value, which a form has as text. */
export function nested(args: Args, name: string, error: string): unknown {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  const parsed = parse(value);
  if (parsed === undefined) throw new ApiError(error);
  return parsed;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function requireScope(team: TeamRecord, ...oneOf: readonly string[]): void {
  if (oneOf.length === 0 || oneOf.some((scope) => team.scopes.has(scope))) return;
  const provided = [...team.scopes].join(',');
  throw new ApiError('missing_scope', { needed: oneOf.join(','), provided });
}
