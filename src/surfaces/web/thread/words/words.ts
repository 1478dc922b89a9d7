/** Sentences of the service that only the web page needs; the others are in `jobs/replies.ts`. */
export interface WebWords {
  /** The browser sent no cookie of ours. */
  unknownVisitor(): string;
  /** A request that our page never sends. */
  malformed(): string;
  tooManyRequests(seconds: number): string;
  /** Uploads of this visitor, or of all, that are under way. */
  tooManyUploads(most: number): string;
  busyWithUploads(seconds: number): string;
  /** Hardly anything came for so long, or not all within the time for it. */
  uploadStalled(seconds: number): string;
  uploadTooSlow(minutes: number): string;
  uploadCut(): string;
  /** Of all pages that are open, or of those from this visitor's address. */
  tooManyTabs(seconds: number): string;
  unknownSample(): string;
  /** A file that is not kept, or not any more. */
  fileGone(): string;
  failed(): string;
}
