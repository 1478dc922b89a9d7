import type { Heard } from './heard.ts';
import { readPressed, readSent } from './read-interactions.ts';
import { readSaid } from './read-said.ts';

/** Undefined for all that is nobody's wish: other events, other bots, edits, talk between people. */
export function readHeard(body: unknown): Heard | undefined {
  return readSaid(body) ?? readSent(body) ?? readPressed(body);
}
