import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../shared/icons.tsx';
import { useNow } from '../../shared/now.ts';
import { useWords } from '../words/languages.ts';
import type { DeviceTrouble } from '../words/words.ts';
import { troubleOf } from './devices.ts';
import { LevelMeter } from './level-meter.tsx';
import { type Recording, record } from './recorder.ts';

/** In place of the field for the voice, from the press of the button to the end of the recording. */
export function RecordingPanel(props: {
  readonly onFile: (file: File) => void;
  readonly onClose: () => void;
}) {
  const { onFile, onClose } = props;
  const { parts, recording: words, close } = useWords();
  const [running, setRunning] = useState<Recording>();
  const [trouble, setTrouble] = useState<DeviceTrouble>();
  const stop = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    let isOpen = true;
    let begun: Recording | undefined;
    const use = (file: File) => {
      onFile(file);
      onClose();
    };
    record(use).then(
      (recording) => {
        begun = recording;
        if (isOpen) setRunning(recording);
        else recording.discard();
      },
      (error: unknown) => isOpen && setTrouble(troubleOf(error)),
    );
    return () => {
      isOpen = false;
      begun?.discard();
    };
    // It records once, with what it was opened with.
  }, []);

  useEffect(() => {
    if (running !== undefined) stop.current?.focus();
  }, [running]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere
    <div
      class="part"
      role="group"
      aria-label={parts.clip.label}
      data-recording={running !== undefined}
    >
      <h3 class="part-label">
        <Icon name="microphone" />
        {parts.clip.label}
      </h3>
      <div class="part-body">
        {trouble !== undefined && (
          <p role="alert" class="complaint">
            <Icon name="warning" />
            <span>{words.trouble[trouble]}</span>
          </p>
        )}
        {trouble === undefined && running === undefined && (
          <p role="status" class="empty-hint">
            {words.starting}
          </p>
        )}
        {running !== undefined && <Running recording={running} />}
      </div>
      <div class="part-actions">
        {running !== undefined && (
          <button type="button" class="button" data-kind="main" ref={stop} onClick={running.stop}>
            <Icon name="stop" />
            {words.stop}
          </button>
        )}
        <button type="button" class="button" onClick={onClose}>
          {trouble === undefined ? words.discard : close}
        </button>
      </div>
    </div>
  );
}

function Running(props: { readonly recording: Recording }) {
  const { recording } = props;
  const { recording: words } = useWords();
  const [startedAt] = useState(() => Date.now());
  const seconds = Math.max(0, Math.floor((useNow(true) - startedAt) / 1_000));
  return (
    <div class="running">
      <p class="running-line">
        <span class="running-dot" />
        {words.running}
        <span role="timer" class="running-time">
          {clockText(seconds)}
        </span>
      </p>
      <LevelMeter recording={recording} />
    </div>
  );
}

/** `1:05`, as recorders show it in every language. */
function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
