import type { Language } from '../../../jobs/locales.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { networkOf } from '../network.ts';
import { createCounts } from './counts.ts';
import { wordsIn } from './words/locales.ts';

/** A school or an office; each tab has one. */
const MOST_PER_ADDRESS = 200;
/** Each holds a socket and some 50 kB for as long as its tab is open. */
const MOST_IN_ALL = 2_000;
/** The page comes again by itself, sooner and then less often. */
const AGAIN_SECONDS = 15;

/** How many streams are open: they are the one kind of request that never ends. */
export interface StreamTurns {
  /** @throws HttpRefusal 429 when there are too many; the answer ends the turn */
  begin(address: string, language: Language): () => void;
}

export function createStreamTurns(): StreamTurns {
  const ofNetworks = createCounts();
  let inAll = 0;

  return {
    begin: (address, language) => {
      const network = networkOf(address);
      if (ofNetworks.of(network) >= MOST_PER_ADDRESS || inAll >= MOST_IN_ALL) {
        const sentence = wordsIn(language).tooManyTabs(AGAIN_SECONDS);
        const again = { retryAfterSeconds: AGAIN_SECONDS };
        throw new HttpRefusal(429, 'stream/too-many', sentence, again);
      }
      const count = (by: 1 | -1) => {
        ofNetworks.add(network, by);
        inAll += by;
      };
      count(1);
      return () => count(-1);
    },
  };
}
