import type { Clock } from '../../../clock.ts';
import type { WithScratch } from '../../../jobs/contracts.ts';
import type { Desk } from '../../../jobs/desk.ts';
import type { LendPart } from '../../../jobs/lend-part.ts';
import type { Uploads } from '../../../jobs/uploads.ts';
import type { Log } from '../../../log.ts';
import type { Draft, Drafts } from './drafts.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Samples } from './samples.ts';
import type { Streams } from './streams.ts';
import type { Thread } from './thread.ts';

/** What the routes of the thread page work with. */
export interface Parts {
  readonly desk: Desk;
  readonly thread: Thread;
  readonly drafts: Drafts;
  readonly samples: Samples;
  readonly streams: Streams;
  /** Shows a draft in every tab of its person. */
  readonly tellDraft: (personId: string, draft: Draft) => void;
  readonly uploads: Uploads;
  readonly lendPart: LendPart;
  readonly withScratch: WithScratch;
  readonly limits: RateLimits;
  /** Cookies go over TLS alone. */
  readonly isTls: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program stops. */
  readonly signal: AbortSignal;
}
