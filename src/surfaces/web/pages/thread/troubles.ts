import { NoAnswer, Refusal } from '../shared/answers.ts';
import type { ServiceTrouble, ThreadWords } from './words/words.ts';

/** The sentence for a request that was not fulfilled: the service's own, or else what its status means. */
export function sentenceFor(error: unknown, words: ThreadWords): string {
  // The service says to load the page anew, which the page does by itself.
  if (isUnknownPerson(error)) return words.trouble.unknown;
  if (error instanceof Refusal) return error.told ?? words.trouble[meaningOf(error.status)];
  return words.trouble[error instanceof NoAnswer ? 'no-answer' : 'failed'];
}

function meaningOf(status: number): ServiceTrouble {
  if (status === 403) return 'forbidden';
  if (status === 429) return 'too-many';
  return status === 503 ? 'unavailable' : 'failed';
}

/** The cookie is gone or no longer known, so the page has to begin again. */
export function isUnknownPerson(error: unknown): boolean {
  return error instanceof Refusal && error.status === 401;
}
