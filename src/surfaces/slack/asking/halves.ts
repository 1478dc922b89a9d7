import type { Source } from '../../../jobs/job.ts';
import type { Draft } from '../../drafts.ts';
import type { FoundFiles } from '../../found-files.ts';

export type WholeDraft = Draft & Required<Pick<Draft, 'portrait' | 'clip'>>;

export function isWhole(draft: Draft): draft is WholeDraft {
  return missingIn(draft) === undefined;
}

export function missingIn({ portrait, clip }: Draft): 'portrait' | 'clip' | undefined {
  if (portrait === undefined) return 'portrait';
  return clip === undefined ? 'clip' : undefined;
}

export function hasFile({ portrait, clip }: Draft): boolean {
  return portrait !== undefined || clip !== undefined;
}

/** True where that is one of the draft's files. */
export function isOf({ portrait, clip }: Draft, source: Source): boolean {
  if (source.kind !== 'attachment') return false;
  return source.address === portrait?.address || source.address === clip?.address;
}

/** What there is one of. */
export function singleOf({ portraits, clips }: FoundFiles): Draft {
  return {
    ...(portraits.length === 1 ? { portrait: portraits[0] } : {}),
    ...(clips.length === 1 ? { clip: clips[0] } : {}),
  };
}

/** Of what is found around, only what somebody has not brought counts. */
export function onlyLacking({ portraits, clips, others }: FoundFiles, have: Draft): FoundFiles {
  return {
    portraits: have.portrait === undefined ? portraits : [],
    clips: have.clip === undefined ? clips : [],
    others: hasFile(have) ? [] : others,
  };
}
