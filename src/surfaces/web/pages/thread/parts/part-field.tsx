import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Part, Sample } from '../../../thread/wire.ts';
import { Icon, type IconName } from '../../shared/icons.tsx';
import { idOf } from '../asking/fields.ts';
import type { Arriving } from '../asking/uploads.ts';
import { Complaint } from '../complaint.tsx';
import { useWords } from '../words/languages.ts';
import { ACCEPTED } from './file-part.ts';

/** What a field can do, whatever it takes. */
export interface PartActions {
  readonly onFile: (file: File) => void;
  readonly onSample: (sample: Sample, name: string) => void;
  readonly onStop: () => void;
  readonly onRemove: () => void;
}

/** The frame that the fields for the picture and for the voice share. */
export function PartField(props: {
  readonly part: Part;
  readonly arriving: Arriving | undefined;
  readonly complaint: string | undefined;
  readonly actions: PartActions;
  /** Whether it holds something, its own or the job's. */
  readonly isFilled: boolean;
  /** Beside the button to choose a file. */
  readonly otherWay?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const { part, arriving, complaint, actions, isFilled, otherWay, children } = props;
  const words = useWords();
  const own = words.parts[part];
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere
    <div
      class="part"
      role="group"
      data-part={part}
      data-wrong={complaint !== undefined}
      aria-labelledby={`${id}-label`}
    >
      <h3 class="part-label" id={`${id}-label`}>
        <Icon name={ICONS[part]} />
        {own.label}
      </h3>
      <div class="part-body">
        {arriving === undefined ? children : <ArrivingFile {...arriving} onStop={actions.onStop} />}
      </div>
      <Complaint id={`${id}-complaint`} text={complaint} />
      <div class="part-actions">
        <label class="button file-button">
          <input
            type="file"
            class="unseen"
            id={idOf(part)}
            accept={ACCEPTED[part]}
            aria-invalid={complaint !== undefined}
            aria-describedby={`${id}-complaint`}
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file !== undefined) actions.onFile(file);
              // So that the same file, changed, can be chosen once more.
              currentTarget.value = '';
            }}
          />
          <Icon name="file" />
          {isFilled ? own.replace : own.choose}
        </label>
        {otherWay}
      </div>
    </div>
  );
}

const ICONS: Readonly<Record<Part, IconName>> = { portrait: 'picture', clip: 'sound' };

function ArrivingFile(props: Arriving & { readonly onStop: () => void }) {
  const { name, fraction, onStop } = props;
  const { files } = useWords();
  const text = fraction < 1 ? files.uploading(Math.floor(fraction * 100)) : files.checking;
  return (
    <div class="arriving">
      <p class="arriving-name" dir="auto">
        {name}
      </p>
      {fraction < 1 ? (
        <progress class="bar" value={fraction} aria-label={text} />
      ) : (
        <progress class="bar" aria-label={text} />
      )}
      <p class="arriving-line">
        {text}
        <button
          type="button"
          class="button"
          data-kind="plain"
          data-shape="round"
          aria-label={files.stop}
          onClick={onStop}
        >
          <Icon name="close" />
        </button>
      </p>
    </div>
  );
}
