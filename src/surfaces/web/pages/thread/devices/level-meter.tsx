import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../words/languages.ts';
import type { Recording } from './recorder.ts';

const BARS = 40;
/** Two seconds and a half are in sight. */
const BAR_MS = 64;
/** Speech is far above, also from across a table. */
const HEARD_LEVEL = 0.12;
/** People pause, but not as long as this at the beginning. */
const SILENT_BARS = 45;

/** Shows that the microphone hears something, and says so where it does not. */
export function LevelMeter(props: { readonly recording: Recording }) {
  const { recording } = props;
  const { recording: words } = useWords();
  const [levels, setLevels] = useState<readonly number[]>(() => Array(BARS).fill(0));
  const [isSilent, setSilent] = useState(false);
  const silentBars = useRef(0);

  useEffect(() => {
    const timer = setInterval(() => {
      const level = recording.level();
      silentBars.current = level > HEARD_LEVEL ? 0 : silentBars.current + 1;
      setSilent(silentBars.current >= SILENT_BARS);
      setLevels((old) => [...old.slice(1), level]);
    }, BAR_MS);
    return () => clearInterval(timer);
  }, [recording]);

  return (
    <>
      <svg
        class="meter"
        viewBox={`0 0 ${BARS * 4} 40`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={levels.map(barAt).join('')} />
      </svg>
      <p role="status" class="running-hint">
        {isSilent && words.nothingHeard}
      </p>
    </>
  );
}

/** As high as it was loud, around the middle. */
function barAt(level: number, index: number): string {
  const height = 1 + 35 * level;
  return `M${index * 4 + 2} ${20 - height / 2}v${height}`;
}
