import type { UploadedFile } from './message-payload.ts';
import type { Shape } from './schema.ts';

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly uploads: readonly UploadedFile[];
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** As fastify has it, without `/api/v10`. */
  readonly path: string;
  /** Of the request's body; a route without one takes none. */
  readonly takes?: Shape;
  /** Of the body of a good answer; a route without one gives none. */
  readonly gives?: Shape;
  /** Keys that Discord takes although the published specification lacks them. */
  readonly knownKeys?: readonly string[];
  /** Changes the body before the schema judges it, where the specification is stricter than Discord. */
  readonly prepare?: (body: unknown) => unknown;
  /** The token is in the path, so no bot token is asked for. */
  readonly isOpen?: boolean;
  readonly handle: (call: Call) => Answer;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const nothing: Answer = { status: 204 };

/** A part of the path; the router has made sure that it is there. */
export function part({ params }: Call, name: string): string {
  return params[name] ?? '';
}
