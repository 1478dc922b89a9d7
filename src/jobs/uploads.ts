import path from 'node:path';
import type { Blobs, Media, WithScratch } from './contracts.ts';
import type { ClipFacts, PortraitFacts, ReadyFile } from './job.ts';
import { CLIP_BLOB, PORTRAIT_BLOB } from './prepare.ts';

/**
 * Files that people upload ahead of a request, on a surface where they see at once whether a file can
 * be used. What Kling takes of them is kept, so that the job only copies it.
 */
export interface Uploads {
  /** Looks at `file` and keeps it under `uploadId`, one step of a path. @throws ProblemError `portrait/…` */
  takePortrait(
    uploadId: string,
    upload: UploadedFile,
    signal: AbortSignal,
  ): Promise<ReadyFile<PortraitFacts>>;
  /** @throws ProblemError `clip/…` */
  takeClip(
    uploadId: string,
    upload: UploadedFile,
    signal: AbortSignal,
  ): Promise<ReadyFile<ClipFacts>>;
  /** Lends the kept bytes: a JPEG, or a clip in the format of its facts. @throws AppError `blob/missing` */
  withFile<T>(ready: ReadyFile, use: (file: string) => Promise<T>): Promise<T>;
  remove(uploadId: string): Promise<void>;
}

export interface UploadedFile {
  /** Path of the bytes as they came. */
  readonly file: string;
  /** What the person called it; only ever shown. */
  readonly name: string;
}

export function createUploads(deps: {
  readonly blobs: Blobs;
  readonly media: Media;
  readonly withScratch: WithScratch;
}): Uploads {
  const { blobs, media, withScratch } = deps;

  async function take<Facts>(
    key: string,
    name: string,
    convert: (output: string) => Promise<Facts>,
  ): Promise<ReadyFile<Facts>> {
    return withScratch(async (folder) => {
      const output = path.join(folder, path.basename(key));
      const facts = await convert(output);
      await blobs.save(key, output);
      return { kind: 'ready', blob: key, name, facts };
    });
  }

  return {
    takePortrait: (uploadId, { file, name }, signal) =>
      take(`${uploadId}/${PORTRAIT_BLOB}`, name, (output) =>
        media.preparePortrait(file, output, signal),
      ),
    takeClip: (uploadId, { file, name }, signal) =>
      take(`${uploadId}/${CLIP_BLOB}`, name, (output) => media.prepareClip(file, output, signal)),
    withFile: ({ blob }, use) => blobs.withFile(blob, use),
    remove: (uploadId) => blobs.removeJob(uploadId),
  };
}
