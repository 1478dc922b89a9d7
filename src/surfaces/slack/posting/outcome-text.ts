import type { Job } from '../../../jobs/job.ts';
import { userIdOf } from '../people.ts';
import { mention, plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';
import type { ElsewhereReason } from '../words/words.ts';

/** The last word of a job, for the person who asked; `refusedBefore` is Slack's word of the usual place. */
export function outcomeText(job: Job, text: string, refusedBefore: string | undefined): string {
  const said = `${mention(userIdOf(job.person))} ${plain(text)}`;
  if (refusedBefore === undefined) return said;
  const why = wordsIn(job.locale).postedElsewhereBecause(reasonOf(refusedBefore));
  return `${plain(why)}\n${said}`;
}

function reasonOf(code: string): ElsewhereReason {
  if (code === 'not_in_channel') return 'not-in-channel';
  if (code === 'is_archived') return 'archived';
  return /^(channel|thread|message)_not_found$|^invalid_(channel|thread_ts)$/.test(code)
    ? 'gone'
    : 'restricted';
}
