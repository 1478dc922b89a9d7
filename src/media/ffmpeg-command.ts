/** One run of ffmpeg. Plain data, because it also travels to a child process. */
export interface FfmpegCommand {
  /** Everything after the program's name, with whole paths; the same list runs on both kinds. */
  readonly args: readonly string[];
  /** Every file that `args` reads, under the names used there. */
  readonly inputs: readonly string[];
  /** The one file that `args` writes; absent for a run that only reads (`-f null -`). */
  readonly output?: string;
  /** Counted from the start of the process, not from the call. */
  readonly timeoutMs: number;
}
