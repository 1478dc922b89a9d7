import { useEffect, useRef, useState } from 'preact/hooks';
import type { Part } from '../../../thread/wire.ts';
import { Icon, type IconName } from '../../shared/icons.tsx';
import type { Field } from '../asking/fields.ts';
import type { HeardJob } from '../live/state.ts';
import { useWords } from '../words/languages.ts';

export interface JobActions {
  /** False while a request is on its way, or none is taken. */
  readonly mayAsk: boolean;
  readonly onCancel: () => Promise<void>;
  readonly onDelete: () => Promise<void>;
  readonly onRetry: () => void;
  readonly onChange: (part: Field) => void;
}

/** What can be done with a job as it stands. */
export function JobButtons(props: { readonly job: HeardJob; readonly actions: JobActions }) {
  const { job, actions } = props;
  const { exchange } = useWords();
  const [isDeleting, setDeleting] = useState(false);
  if (isDeleting) return <ConfirmDelete actions={actions} onKeep={() => setDeleting(false)} />;
  return (
    <div class="buttons">
      {job.video !== undefined && (
        <a class="button" data-kind="main" href={job.video.downloadUrl} download>
          <Icon name="download" />
          {exchange.download}
        </a>
      )}
      {job.may.includes('retry') && <Retries job={job} actions={actions} />}
      {job.may.includes('cancel') && <Cancel onCancel={actions.onCancel} />}
      {job.may.includes('delete') && (
        <button type="button" class="button" data-kind="bad" onClick={() => setDeleting(true)}>
          <Icon name="bin" />
          {exchange.delete}
        </button>
      )}
    </div>
  );
}

/** First what mends the problem, if something in particular does. */
function Retries(props: { readonly job: HeardJob; readonly actions: JobActions }) {
  const { job, actions } = props;
  const { exchange } = useWords();
  const wrong = job.problem?.part;
  return (
    <>
      {wrong !== undefined && <Change part={wrong} actions={actions} isMain />}
      <button
        type="button"
        class="button"
        aria-disabled={!actions.mayAsk}
        onClick={({ detail }) => {
          // The second half of a double click would order, and pay for, one more.
          if (actions.mayAsk && detail < 2) actions.onRetry();
        }}
      >
        <Icon name="retry" />
        {exchange.retry}
      </button>
      {PARTS.filter((part) => part !== wrong).map((part) => (
        <Change key={part} part={part} actions={actions} isMain={false} />
      ))}
    </>
  );
}

const PARTS: readonly Part[] = ['clip', 'portrait'];

const ICONS: Readonly<Record<Field, IconName>> = {
  clip: 'microphone',
  portrait: 'picture',
  prompt: 'pencil',
};

function Change(props: {
  readonly part: Field;
  readonly actions: JobActions;
  readonly isMain: boolean;
}) {
  const { part, actions, isMain } = props;
  const { exchange } = useWords();
  return (
    <button
      type="button"
      class="button"
      data-kind={isMain ? 'main' : undefined}
      aria-disabled={!actions.mayAsk}
      onClick={() => actions.mayAsk && actions.onChange(part)}
    >
      <Icon name={ICONS[part]} />
      {exchange.change[part]}
    </button>
  );
}

function Cancel(props: { readonly onCancel: () => Promise<void> }) {
  const { exchange } = useWords();
  const [isBusy, setBusy] = useState(false);
  const cancel = async () => {
    if (isBusy) return;
    setBusy(true);
    await props.onCancel();
    setBusy(false);
  };
  return (
    <button type="button" class="button" aria-disabled={isBusy} onClick={() => void cancel()}>
      <Icon name="close" />
      {exchange.cancel}
    </button>
  );
}

/** What is deleted does not come back, so it takes a second press. */
function ConfirmDelete(props: { readonly actions: JobActions; readonly onKeep: () => void }) {
  const { actions, onKeep } = props;
  const { exchange } = useWords();
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  const remove = async () => {
    await actions.onDelete();
    onKeep();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: nothing is filled in here
    <div class="buttons confirm" role="group" aria-label={exchange.confirmDelete}>
      <p>{exchange.confirmDelete}</p>
      <button type="button" class="button" data-kind="bad" onClick={() => void remove()}>
        <Icon name="bin" />
        {exchange.delete}
      </button>
      <button type="button" class="button" ref={keep} onClick={onKeep}>
        {exchange.keep}
      </button>
    </div>
  );
}
