import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../shared/icons.tsx';
import { useWords } from './words/languages.ts';

/** Smaller than the browser's own, which does not fit beside a picture on a phone. */
export function VoicePlayer(props: {
  readonly url: string;
  readonly seconds: number;
  /** What is heard, for those who do not see where it stands. */
  readonly label: string;
}) {
  const { url, seconds, label } = props;
  const { player, length } = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);

  const toggle = () => {
    const { current } = audio;
    if (current === null) return;
    if (!current.paused) return current.pause();
    // What keeps it from playing is seen by its not playing.
    current.play().catch(() => setPlaying(false));
  };

  return (
    <div class="player">
      <button
        type="button"
        class="button"
        data-shape="round"
        data-kind="main"
        aria-label={`${isPlaying ? player.pause : player.play}: ${label}`}
        onClick={toggle}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      <input
        type="range"
        class="player-position"
        min={0}
        max={seconds}
        step={0.1}
        value={at}
        style={{ '--done': `${(100 * at) / seconds}%` }}
        aria-label={`${player.position}: ${label}`}
        aria-valuetext={length(at)}
        onInput={({ currentTarget }) => {
          if (audio.current !== null) audio.current.currentTime = currentTarget.valueAsNumber;
          setAt(currentTarget.valueAsNumber);
        }}
      />
      <span class="player-time">{length(at > 0 ? at : seconds)}</span>
      {/* biome-ignore lint/a11y/useMediaCaption: it is the person's own voice, and nobody has written it down */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={({ currentTarget }) => setAt(Math.min(seconds, currentTarget.currentTime))}
      />
    </div>
  );
}

/** Whatever begins to play silences all else on the page. */
export function useOneVoice(): void {
  useEffect(() => {
    const silence = ({ target }: Event) => {
      for (const media of document.querySelectorAll<HTMLMediaElement>('audio, video')) {
        if (media !== target) media.pause();
      }
    };
    document.addEventListener('play', silence, true);
    return () => document.removeEventListener('play', silence, true);
  }, []);
}
