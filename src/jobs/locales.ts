import { english } from './english.ts';
import type { Replies } from './replies.ts';

/** The replies in a person's locale; English where we have no better. */
export function repliesIn(_locale: string): Replies {
  return english;
}
