import type { Mode } from '../../../jobs/job.ts';
import type { Language } from '../../../jobs/locales.ts';
import type { Phase } from '../../../jobs/view.ts';

/**
 * What the thread page and the service say to each other, as JSON. Times are ms since epoch by the
 * service's clock. Sentences come in the language of the request's `Accept-Language`.
 *
 * GET    /api/thread                     → ThreadView; gives a new visitor a cookie
 * GET    /api/events                     → server-sent events, see ThreadEvents
 * PUT    /api/draft/portrait | clip      the file as body, its name in `x-file-name` by
 *                                        encodeURIComponent → ShownDraft, or 4xx WireError
 * POST   /api/draft/sample   SampleChoice → ShownDraft
 * DELETE /api/draft/portrait | clip      → ShownDraft
 * GET    /api/draft/portrait | clip      the bytes
 * POST   /api/jobs           NewJob      → ShownJob
 * POST   /api/jobs/:id/retry NewRetry    → ShownJob
 * POST   /api/jobs/:id/cancel            → Answer
 * DELETE /api/jobs/:id                   → Answer
 * GET    /api/jobs/:id/portrait | clip   the bytes
 * GET    /api/jobs/:id/video             the bytes, with ranges; `?download` to save them
 *
 * Whatever is refused is answered with 4xx or 5xx and a WireError.
 */
export type Part = 'portrait' | 'clip';

export interface ThreadView {
  readonly language: Language;
  /** No Kling account is set, so the videos are previews of the sandbox and cost nothing. */
  readonly isPreview: boolean;
  /** False while the operator lets no new requests in. */
  readonly takesRequests: boolean;
  readonly maxPromptCharacters: number;
  /** Of a file that is uploaded. */
  readonly maxUploadBytes: Readonly<Record<Part, number>>;
  /** For a second of clip. */
  readonly rates: Readonly<Record<Mode, Price>>;
  readonly samples: { readonly portraits: readonly Sample[]; readonly clips: readonly Sample[] };
  readonly draft: ShownDraft;
  /** The visitor's jobs that are not deleted, oldest first. */
  readonly jobs: readonly ShownJob[];
}

export interface Sample {
  readonly id: string;
  /** Of a small picture, or of the sound. */
  readonly url: string;
}

export interface SampleChoice {
  readonly portrait?: string;
  readonly clip?: string;
}

/** What the visitor has chosen and not sent yet; it outlives a reload and a restart. */
export interface ShownDraft {
  readonly portrait?: DraftFile;
  readonly clip?: DraftFile;
  /** Once the clip is there. */
  readonly prices?: Readonly<Record<Mode, Price>>;
}

export interface DraftFile {
  readonly name: string;
  /** Of what Kling will get. */
  readonly url: string;
  /** Of a picture. */
  readonly width?: number;
  readonly height?: number;
  /** Of a clip. */
  readonly seconds?: number;
}

export interface Price {
  readonly units: number;
  readonly dollars: number;
}

export interface NewJob {
  /** Made by the page, 10 to 32 of `a-z0-9`; sent again with the same one it is the same job. */
  readonly messageId: string;
  readonly prompt: string;
  readonly mode: Mode;
}

export interface NewRetry {
  readonly messageId: string;
  readonly prompt?: string;
  readonly mode?: Mode;
  /** Files of the draft that take the place of the job's own. */
  readonly replace?: readonly Part[];
}

export interface Answer {
  readonly text: string;
}

export interface ShownJob {
  readonly id: string;
  readonly askedAt: number;
  readonly mode: Mode;
  /** Blank where nothing special was asked for. */
  readonly prompt: string;
  /** Absent until the files are copied. */
  readonly portraitUrl?: string;
  readonly clipUrl?: string;
  readonly clipSeconds?: number;
  /** Absent for a preview as well, which costs nothing. */
  readonly price?: Price;
  readonly phase: Phase;
  /** Where it stands; how it ended, once it has. */
  readonly text: string;
  /** Since it was asked for, until its end. */
  readonly elapsedMs: number;
  /** From the order to its expected end, while rendering. */
  readonly expectedMs?: number;
  /** Of the rendering, 0 to 1, while rendering. */
  readonly fraction?: number;
  /** In the line, from 1, while queued. */
  readonly position?: number;
  readonly ended?: 'video' | 'problem' | 'cancelled';
  /** The code of the problem, and what it concerns, where it is one part of the request. */
  readonly problem?: { readonly code: string; readonly part?: Part | 'prompt' };
  readonly video?: ShownVideo;
  readonly may: readonly JobAction[];
}

export type JobAction = 'cancel' | 'retry' | 'delete';

export interface ShownVideo {
  readonly url: string;
  readonly downloadUrl: string;
  readonly seconds: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/** Names and data of the events of `GET /api/events`. */
export interface ThreadEvents {
  /** At first, and after every new connection: all there is. */
  readonly thread: ThreadView;
  readonly job: ShownJob;
  readonly draft: ShownDraft;
  /** A job was deleted. */
  readonly gone: { readonly id: string };
  readonly intake: { readonly takesRequests: boolean };
  /** Too many tabs are open; this one hears nothing more until it connects again. */
  readonly paused: Record<string, never>;
}

export interface WireError {
  /** Stable, such as `portrait/too-small`, `upload/too-slow`, `request/malformed`. */
  readonly code: string;
  /** A sentence for the person, with the measured value and the limit. */
  readonly message: string;
  readonly part?: Part | 'prompt';
}
