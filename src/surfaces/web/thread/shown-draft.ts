import type { Mode } from '../../../jobs/job.ts';
import { dollarsFor, unitsFor } from '../../../jobs/limits.ts';
import type { Chosen, Draft } from './drafts.ts';
import type { DraftFile, Part, Price, ShownDraft } from './wire.ts';

/** What the page shows of a draft. */
export function shownDraft({ portrait, clip }: Draft): ShownDraft {
  return {
    ...(portrait === undefined ? {} : { portrait: shownPortrait(portrait) }),
    ...(clip === undefined ? {} : { clip: shownClip(clip), prices: pricesOf(clip) }),
  };
}

export function priceOf(units: number): Price {
  return { units, dollars: dollarsFor(units) };
}

function shownPortrait(chosen: NonNullable<Draft['portrait']>): DraftFile {
  const { width, height } = chosen.file.facts;
  return { ...shownFile('portrait', chosen), width, height };
}

function shownClip(chosen: NonNullable<Draft['clip']>): DraftFile {
  return { ...shownFile('clip', chosen), seconds: chosen.file.facts.seconds };
}

/** Another file has another address, or the browser would go on showing the first. */
function shownFile(part: Part, { file }: Chosen<unknown>): DraftFile {
  const [id = ''] = file.blob.split('/');
  return { name: file.name, url: `/api/draft/${part}?file=${id}` };
}

function pricesOf({ file }: NonNullable<Draft['clip']>): Readonly<Record<Mode, Price>> {
  const { seconds } = file.facts;
  return { std: priceOf(unitsFor('std', seconds)), pro: priceOf(unitsFor('pro', seconds)) };
}
