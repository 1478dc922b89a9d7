import type { Overview } from '../../../jobs/overview.ts';

/**
 * What the operations page and the service say to each other, as JSON. Times are ms since epoch by the
 * service's clock. The page is in English, as the log is.
 *
 * GET  /ops/api/view               → OpsView
 * GET  /ops/api/events             server-sent events named `view` with an OpsView, at most one a second
 * POST /ops/api/jobs/:id/cancel    → OpsAnswer
 * POST /ops/api/jobs/:id/retry     RetryRequest → OpsAnswer
 * PUT  /ops/api/intake             IntakeRequest → OpsView
 *
 * Whatever is refused is answered with 4xx or 5xx and `{code, message}`.
 */
export interface OpsView extends Overview {
  readonly now: number;
  /** Since the program was started. */
  readonly upMs: number;
  /** No Kling account is set. */
  readonly isPreview: boolean;
  /** What `GET /readyz` tells. */
  readonly checks: Readonly<Record<string, Check>>;
  /** For one unit. */
  readonly dollarsPerUnit: number;
}

export interface Check {
  readonly ok: boolean;
  /** In a few words: since when, or what is wrong. */
  readonly detail: string;
}

export interface RetryRequest {
  /** Made by the page, 10 to 32 of `a-z0-9`; sent again with the same one it is the same attempt. */
  readonly messageId: string;
}

export interface IntakeRequest {
  readonly takesRequests: boolean;
}

export interface OpsAnswer {
  readonly text: string;
}
