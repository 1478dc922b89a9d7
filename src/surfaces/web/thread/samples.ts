import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../errors.ts';
import { createInOrder } from '../../../in-order.ts';
import type { Documents } from '../../../jobs/contracts.ts';
import type { Uploads } from '../../../jobs/uploads.ts';
import type { FileOf } from './drafts.ts';
import type { Part, Sample, ThreadView } from './wire.ts';

/** A picture or a clip that comes with the program. */
export interface SampleFile {
  /** Letters, digits and hyphens; no two samples have the same one. */
  readonly id: string;
  /** Path of the file. */
  readonly file: string;
}

export interface SampleFiles {
  readonly portraits: readonly SampleFile[];
  readonly clips: readonly SampleFile[];
}

interface Kept<P extends Part = Part> {
  readonly file: FileOf<P>;
  /** Of the file that it was made from: a later version of the program may bring another one. */
  readonly fromBytes: number;
}

export interface Samples {
  readonly shown: ThreadView['samples'];
  /** Path of the file as it comes with the program. */
  fileOf(id: string): string | undefined;
  /** Made into what Kling takes at its first use, and kept; undefined when there is none. */
  ready<P extends Part>(part: P, id: string, signal: AbortSignal): Promise<FileOf<P> | undefined>;
}

export function createSamples(deps: {
  readonly files: SampleFiles;
  readonly documents: Documents;
  readonly uploads: Pick<Uploads, 'takePortrait' | 'takeClip' | 'withFile'>;
}): Samples {
  const { files, documents, uploads } = deps;
  const inOrder = createInOrder();
  const known = { portrait: files.portraits, clip: files.clips };
  const find = (part: Part, id: string) => known[part].find((each) => each.id === id);

  async function make<P extends Part>(
    part: P,
    { id, file }: SampleFile,
    signal: AbortSignal,
  ): Promise<FileOf<P>> {
    const { size: fromBytes } = await stat(file);
    const kept = await documents.get<Kept<P>>(id);
    if (kept?.fromBytes === fromBytes && (await isThere(kept.file))) return kept.file;
    const take = part === 'portrait' ? uploads.takePortrait : uploads.takeClip;
    const upload = { file, name: path.basename(file) };
    const made = (await take(`sample-${id}`, upload, signal)) as FileOf<P>;
    await documents.set<Kept<P>>(id, { file: made, fromBytes });
    return made;
  }

  /** The bytes may have been lost, as where only the records were restored from a backup. */
  async function isThere(file: FileOf<Part>): Promise<boolean> {
    try {
      return await uploads.withFile(file, async () => true);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'blob/missing') throw error;
      return false;
    }
  }

  return {
    shown: { portraits: files.portraits.map(toShown), clips: files.clips.map(toShown) },
    fileOf: (id) => (find('portrait', id) ?? find('clip', id))?.file,
    ready: async (part, id, signal) => {
      const sample = find(part, id);
      return sample && inOrder(id, () => make(part, sample, signal));
    },
  };
}

function toShown({ id }: SampleFile): Sample {
  return { id, url: `/samples/${id}` };
}
