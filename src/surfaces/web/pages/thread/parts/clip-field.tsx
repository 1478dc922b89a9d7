import { useEffect, useRef, useState } from 'preact/hooks';
import type { DraftFile, Sample } from '../../../thread/wire.ts';
import { Icon } from '../../shared/icons.tsx';
import type { Arriving } from '../asking/uploads.ts';
import { canRecord } from '../devices/recorder.ts';
import { RecordingPanel } from '../devices/recording-panel.tsx';
import { VoicePlayer } from '../voice-player.tsx';
import { useWords } from '../words/languages.ts';
import { EmptyPart } from './empty-part.tsx';
import { type PartActions, PartField } from './part-field.tsx';

/** The voice: chosen, dropped, recorded with the microphone, or a sample. */
export function ClipField(props: {
  readonly file: DraftFile | undefined;
  /** The voice of the job that is asked for again, where it stays. */
  readonly kept:
    | { readonly url: string | undefined; readonly seconds: number | undefined }
    | undefined;
  readonly samples: readonly Sample[];
  readonly arriving: Arriving | undefined;
  readonly complaint: string | undefined;
  readonly actions: PartActions;
}) {
  const { file, kept, samples, actions, ...frame } = props;
  const { recording, parts, exchange } = useWords();
  const [isRecording, setRecording] = useState(false);
  const start = useRef<HTMLButtonElement>(null);
  const wasRecording = useRef(false);
  const isFilled = kept !== undefined || file !== undefined;

  // Whoever works by keyboard goes on where the recording was begun.
  useEffect(() => {
    if (wasRecording.current && !isRecording) start.current?.focus();
    wasRecording.current = isRecording;
  }, [isRecording]);

  if (isRecording) {
    return <RecordingPanel onFile={actions.onFile} onClose={() => setRecording(false)} />;
  }
  return (
    <PartField
      {...frame}
      part="clip"
      isFilled={isFilled}
      actions={actions}
      otherWay={
        canRecord() && (
          <button type="button" class="button" ref={start} onClick={() => setRecording(true)}>
            <Icon name="microphone" />
            {recording.start}
          </button>
        )
      }
    >
      {kept !== undefined && (
        <div class="chosen" data-kind="voice">
          <p class="chosen-facts">{parts.clip.kept}</p>
          {kept.url !== undefined && kept.seconds !== undefined && (
            <VoicePlayer url={kept.url} seconds={kept.seconds} label={exchange.clip} />
          )}
        </div>
      )}
      {kept === undefined && file !== undefined && (
        <ChosenClip file={file} onRemove={actions.onRemove} />
      )}
      {!isFilled && <EmptyPart part="clip" samples={samples} onSample={actions.onSample} />}
    </PartField>
  );
}

function ChosenClip(props: { readonly file: DraftFile; readonly onRemove: () => void }) {
  const { file, onRemove } = props;
  const { clip } = useWords().parts;
  return (
    <div class="chosen" data-kind="voice">
      <p class="chosen-name" dir="auto">
        {file.name}
      </p>
      <button
        type="button"
        class="button"
        data-kind="plain"
        data-shape="round"
        aria-label={clip.remove}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
      <VoicePlayer key={file.url} url={file.url} seconds={file.seconds ?? 0} label={file.name} />
    </div>
  );
}
