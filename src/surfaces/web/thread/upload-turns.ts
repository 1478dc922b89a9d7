import type { Person } from '../../../jobs/job.ts';
import type { Language } from '../../../jobs/locales.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { networkOf } from '../network.ts';
import { createCounts } from './counts.ts';
import { wordsIn } from './words/locales.ts';

/** A picture and a clip. */
const MOST_PER_PERSON = 2;
/** A household, or one who makes up people. */
const MOST_PER_ADDRESS = 6;
/** Each may lay 50 MB on the disk and waits for one of the two files that are looked at at a time. */
const MOST_IN_ALL = 16;
/** About what looking at a file takes. */
const AGAIN_SECONDS = 5;

/** How many upload at the same time. */
export interface UploadTurns {
  /** @throws HttpRefusal 429 when there are too many; the answer ends the turn */
  begin(person: Person, address: string, language: Language): () => void;
}

export function createUploadTurns(): UploadTurns {
  const ofPeople = createCounts();
  const ofNetworks = createCounts();
  let inAll = 0;

  return {
    begin: ({ id }, address, language) => {
      const words = wordsIn(language);
      const network = networkOf(address);
      const again = { retryAfterSeconds: AGAIN_SECONDS };
      if (ofPeople.of(id) >= MOST_PER_PERSON) {
        const sentence = words.tooManyUploads(MOST_PER_PERSON);
        throw new HttpRefusal(429, 'upload/too-many', sentence, again);
      }
      if (ofNetworks.of(network) >= MOST_PER_ADDRESS || inAll >= MOST_IN_ALL) {
        throw new HttpRefusal(429, 'upload/busy', words.busyWithUploads(AGAIN_SECONDS), again);
      }
      const count = (by: 1 | -1) => {
        ofPeople.add(id, by);
        ofNetworks.add(network, by);
        inAll += by;
      };
      count(1);
      return () => count(-1);
    },
  };
}
