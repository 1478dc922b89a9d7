import type { Person } from '../../../jobs/job.ts';
import type { Language } from '../../../jobs/locales.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { wordsIn } from './words/locales.ts';

/** A picture and a clip. */
const MOST_PER_PERSON = 2;
/** Each may lay 100 MB on the disk and waits for one of the two files that are looked at at a time. */
const MOST_IN_ALL = 16;
/** About what looking at a file takes. */
const AGAIN_SECONDS = 5;

/** How many upload at the same time. */
export interface UploadTurns {
  /** @throws HttpRefusal 429, 503 when there are too many; the answer ends the turn */
  begin(person: Person, language: Language): () => void;
}

export function createUploadTurns(): UploadTurns {
  const running = new Map<string, number>();
  let inAll = 0;

  function count(personId: string, by: 1 | -1): void {
    const own = (running.get(personId) ?? 0) + by;
    if (own === 0) running.delete(personId);
    else running.set(personId, own);
    inAll += by;
  }

  return {
    begin: ({ id }, language) => {
      const words = wordsIn(language);
      const again = { retryAfterSeconds: AGAIN_SECONDS };
      if ((running.get(id) ?? 0) >= MOST_PER_PERSON) {
        const sentence = words.tooManyUploads(MOST_PER_PERSON);
        throw new HttpRefusal(429, 'upload/too-many', sentence, again);
      }
      if (inAll >= MOST_IN_ALL) {
        throw new HttpRefusal(503, 'upload/busy', words.busyWithUploads(AGAIN_SECONDS), again);
      }
      count(id, 1);
      return () => count(id, -1);
    },
  };
}
