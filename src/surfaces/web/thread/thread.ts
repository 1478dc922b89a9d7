import { MAX_PROMPT_CHARACTERS } from '../../../jobs/accept.ts';
import type { Desk } from '../../../jobs/desk.ts';
import type { Job, Mode, Person } from '../../../jobs/job.ts';
import { unitsFor } from '../../../jobs/limits.ts';
import type { Language } from '../../../jobs/locales.ts';
import { MAX_SOURCE_BYTES } from '../../../jobs/source-limits.ts';
import type { Draft, Drafts } from './drafts.ts';
import type { Samples } from './samples.ts';
import { priceOf, shownDraft } from './shown-draft.ts';
import { shownJob } from './shown-job.ts';
import type { Price, ShownJob, ThreadView } from './wire.ts';

/** What a visitor's page shows, read from the records. */
export interface Thread {
  view(person: Person, language: Language): Promise<ThreadView>;
  job(job: Job, language: Language): Promise<ShownJob>;
}

export function createThread(deps: {
  readonly desk: Pick<Desk, 'recentOf' | 'view'>;
  readonly drafts: Pick<Drafts, 'get'>;
  readonly samples: Pick<Samples, 'shown'>;
  readonly isPreview: boolean;
  readonly takesRequests: () => boolean;
}): Thread {
  const { desk, drafts, samples, isPreview, takesRequests } = deps;

  async function shown(job: Job, language: Language): Promise<ShownJob> {
    return shownJob(job, await desk.view(job), language);
  }

  async function jobsOf(person: Person, language: Language): Promise<ShownJob[]> {
    const newestFirst = await desk.recentOf(person);
    const kept = newestFirst.filter(({ deletedAt }) => deletedAt === undefined).reverse();
    return Promise.all(kept.map((job) => shown(job, language)));
  }

  return {
    job: shown,
    view: async (person, language) => {
      const draft: Draft = await drafts.get(person.id);
      return {
        language,
        isPreview,
        takesRequests: takesRequests(),
        maxPromptCharacters: MAX_PROMPT_CHARACTERS,
        maxUploadBytes: MAX_SOURCE_BYTES,
        rates: RATES,
        samples: samples.shown,
        draft: shownDraft(draft),
        jobs: await jobsOf(person, language),
      };
    },
  };
}

const RATES: Readonly<Record<Mode, Price>> = {
  std: priceOf(unitsFor('std', 1)),
  pro: priceOf(unitsFor('pro', 1)),
};
