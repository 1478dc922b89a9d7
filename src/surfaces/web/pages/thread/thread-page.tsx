import { useEffect } from 'preact/hooks';
import { Refusal } from '../shared/answers.ts';
import logo from '../shared/logo.svg';
import { type FollowedThread, useFollowedThread } from './live/connection.ts';
import { LoadedThread } from './loaded-thread.tsx';
import { sentenceFor } from './troubles.ts';
import { useOneVoice } from './voice-player.tsx';
import { likelyLanguage, SpokenLanguage, useWords } from './words/languages.ts';

/** The whole page; it speaks the language that the service has chosen. */
export function ThreadPage() {
  const followed = useFollowedThread();
  const language = followed.state?.language ?? likelyLanguage(navigator.languages);
  useOneVoice();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <SpokenLanguage value={language}>
      <PageFrame followed={followed} />
    </SpokenLanguage>
  );
}

function PageFrame(props: { readonly followed: FollowedThread }) {
  const { followed } = props;
  const { state, change, resume } = followed;
  const words = useWords();
  return (
    <div class="page">
      <header class="head">
        <img class="head-logo" src={logo} alt="" />
        <h1>{words.title}</h1>
        {state?.isPreview === true && (
          <p class="head-preview">
            <strong>{words.preview.short}</strong> {words.preview.long}
          </p>
        )}
      </header>
      <ConnectionNote followed={followed} />
      {state === undefined ? (
        <main class="main" />
      ) : (
        <LoadedThread thread={state} change={change} onUnknown={resume} />
      )}
    </div>
  );
}

/** What is between the page and the service, where it is not as it should be. */
function ConnectionNote(props: { readonly followed: FollowedThread }) {
  const { state, live, trouble, resume } = props.followed;
  const words = useWords();
  const { connection } = words;
  // What fails by itself may work again by itself; of that it is enough to know that it is tried.
  const isRefused = trouble instanceof Refusal && trouble.status < 500;
  const isLost = live === 'lost';
  return (
    <div class="notes" role="status">
      {state === undefined && !isRefused && !isLost && <p class="loading">{words.loading}</p>}
      {isRefused && (state === undefined || isLost) && (
        <p class="note" data-kind="bad">
          {sentenceFor(trouble, words)}
        </p>
      )}
      {isLost && !isRefused && <p class="note">{connection.lost}</p>}
      {live === 'paused' && (
        <p class="note" data-kind="calm">
          {connection.paused}
          <button type="button" class="button" onClick={resume}>
            {connection.resume}
          </button>
        </p>
      )}
      {state?.takesRequests === false && <p class="note">{words.takesNoRequests}</p>}
    </div>
  );
}
