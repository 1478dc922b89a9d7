import logo from '../../shared/logo.svg';
import type { HeardJob } from '../live/state.ts';
import { VoicePlayer } from '../voice-player.tsx';
import { useLanguage, useWords } from '../words/languages.ts';
import { Answer } from './answer.tsx';
import type { JobActions } from './job-buttons.tsx';

const DAY_MS = 86_400_000;

/** One job: what the person asked for, and what has become of it. */
export function Exchange(props: {
  readonly job: HeardJob;
  readonly isNewest: boolean;
  readonly complaint: string | undefined;
  readonly actions: JobActions;
}) {
  const { job, isNewest, complaint, actions } = props;
  const words = useWords();
  const asked = timeText(job.askedAt, useLanguage());
  return (
    <article class="exchange" aria-label={words.exchange.request(asked)}>
      <div class="asked">
        <p class="speaker">
          {words.you}
          <time dateTime={new Date(job.askedAt).toISOString()}>{asked}</time>
        </p>
        <Request job={job} />
      </div>
      <div class="answered">
        <img class="answered-face" src={logo} alt="" />
        <div class="answered-column">
          <p class="speaker">{words.bot}</p>
          <Answer job={job} isNewest={isNewest} complaint={complaint} actions={actions} />
        </div>
      </div>
    </article>
  );
}

function Request(props: { readonly job: HeardJob }) {
  const { portraitUrl, clipUrl, clipSeconds, prompt, mode, price } = props.job;
  const { exchange, composer, price: priceText } = useWords();
  return (
    <div class="bubble" data-side="person">
      {portraitUrl !== undefined && (
        <img class="bubble-picture" src={portraitUrl} alt={exchange.portrait} />
      )}
      <div class="bubble-column">
        {clipUrl !== undefined && clipSeconds !== undefined && (
          <VoicePlayer url={clipUrl} seconds={clipSeconds} label={exchange.clip} />
        )}
        {prompt !== '' && (
          <p class="bubble-prompt" dir="auto">
            {prompt}
          </p>
        )}
        <p class="bubble-facts">
          <span>
            {composer[mode].name}, {composer[mode].pixels}
          </span>
          {price !== undefined && <span>{priceText(price)}</span>}
        </p>
      </div>
    </div>
  );
}

/** The time of day; for what is older than a day, the day as well. */
function timeText(at: number, language: string): string {
  const isOld = Date.now() - at > DAY_MS;
  const style: Intl.DateTimeFormatOptions = isOld
    ? { dateStyle: 'medium', timeStyle: 'short' }
    : { timeStyle: 'short' };
  return new Intl.DateTimeFormat(language, style).format(at);
}
