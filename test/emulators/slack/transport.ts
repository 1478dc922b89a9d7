import type { Delivery } from './handle.ts';

/** One try to deliver; `reason` and `retry` as Slack tells them to the app. */
export interface Attempt {
  readonly kind: Delivery['kind'];
  readonly payload: Readonly<Record<string, unknown>>;
  readonly retry: number;
  readonly reason: string;
  /** Real time that the app has. */
  readonly patienceMs: number;
  /** Called when it leaves, which may be long after it was asked for. */
  readonly onSent: () => void;
}

export type Outcome =
  | { readonly type: 'acknowledged'; readonly body: unknown }
  /** `lost`: nobody was there, and nobody waits. */
  | { readonly type: 'failed'; readonly reason: string; readonly isFinal?: boolean };

export interface Transport {
  /** Whether the next event waits for the last one's acknowledgement. */
  readonly isOneByOne: boolean;
  attempt(attempt: Attempt): Promise<Outcome>;
  shutDown(): void;
}
