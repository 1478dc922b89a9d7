import type { RESTPatchAPIChannelMessageJSONBody } from 'discord.js';
import { isSettled, type Job } from '../../jobs/job.ts';
import { repliesIn } from '../../jobs/locales.ts';
import type { ProgressView } from '../../jobs/view.ts';
import { rowFor } from './buttons.ts';
import { plain } from './text.ts';

const BLOCKS = 10;

/** The progress message as it should be now. */
export function progressBody(job: Job, view: ProgressView) {
  const replies = repliesIn(job.locale);
  // Discord's own clock goes on by itself in everybody's client, so no edit is needed for it.
  const when = `<t:${Math.floor(job.acceptedAt / 1_000)}:R>`;
  const lines = [
    plain(replies.phase(view)),
    ...(view.fraction === undefined ? [] : [barOf(view.fraction)]),
    `${replies.askedWhen(when)} · \`${job.id}\``,
  ];
  return {
    content: lines.join('\n'),
    components: isSettled(job) ? [] : rowFor(job, replies),
    allowed_mentions: { parse: [] },
  } satisfies RESTPatchAPIChannelMessageJSONBody;
}

function barOf(fraction: number): string {
  const full = Math.min(BLOCKS, Math.max(0, Math.floor(fraction * BLOCKS)));
  return '▰'.repeat(full) + '▱'.repeat(BLOCKS - full);
}
