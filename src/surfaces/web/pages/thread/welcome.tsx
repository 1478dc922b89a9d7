import { Icon } from '../shared/icons.tsx';
import type { ThreadState } from './live/state.ts';
import { useWords } from './words/languages.ts';

/** In place of a thread that is still empty. */
export function Welcome(props: {
  readonly thread: ThreadState;
  readonly isBusy: boolean;
  readonly onTry: () => void;
}) {
  const { thread, isBusy, onTry } = props;
  const { welcome, composer } = useWords();
  const [portrait] = thread.samples.portraits;
  const hasSample = portrait !== undefined && thread.samples.clips.length > 0;
  // It would take the place of what the person has chosen already.
  const isFree = thread.draft.portrait === undefined && thread.draft.clip === undefined;
  const isOffered = hasSample && (isFree || isBusy);
  return (
    <section class="welcome card">
      {portrait !== undefined && <TalkingSample url={portrait.url} />}
      <div class="welcome-words">
        <h2>{welcome.heading}</h2>
        <p>{welcome.text}</p>
        {isOffered && (
          <button
            type="button"
            class="button"
            data-kind="main"
            aria-disabled={isBusy || !thread.takesRequests}
            onClick={onTry}
          >
            <Icon name="sparkle" />
            {isBusy ? composer.sending : welcome.trySample}
          </button>
        )}
        {isOffered && <p class="welcome-own">{welcome.orOwn}</p>}
      </div>
    </section>
  );
}

/** The sample, with the waves of a voice beside its mouth. */
function TalkingSample(props: { readonly url: string }) {
  return (
    <div class="welcome-picture" aria-hidden="true">
      <img src={props.url} alt="" />
      <svg class="welcome-waves" viewBox="0 0 48 96" aria-hidden="true">
        <path d="M6 34c7 8 7 20 0 28M18 22c13 15 13 37 0 52M30 10c19 22 19 54 0 76" />
      </svg>
    </div>
  );
}
