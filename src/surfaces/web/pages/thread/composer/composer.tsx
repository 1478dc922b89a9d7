import { useId } from 'preact/hooks';
import type { Mode } from '../../../../../jobs/job.ts';
import { dollarsFor, unitsFor } from '../../../../../jobs/limits.ts';
import type { Part, Price } from '../../../thread/wire.ts';
import { Icon } from '../../shared/icons.tsx';
import type { Again } from '../asking/again.ts';
import type { Asking } from '../asking/asking.ts';
import type { DraftFiles } from '../asking/draft-files.ts';
import { Complaint } from '../complaint.tsx';
import type { Complaints } from '../complaints.ts';
import type { ThreadState } from '../live/state.ts';
import { ClipField } from '../parts/clip-field.tsx';
import type { PartActions } from '../parts/part-field.tsx';
import { PortraitField } from '../parts/portrait-field.tsx';
import { useWords } from '../words/languages.ts';
import type { ThreadWords } from '../words/words.ts';
import { PromptField } from './prompt-field.tsx';
import { Quality } from './quality.tsx';

/** Where a person puts a request together. */
export function Composer(props: {
  readonly thread: ThreadState;
  readonly asking: Asking;
  readonly complaints: Complaints;
}) {
  const { thread, asking, complaints } = props;
  const words = useWords();
  const id = useId();
  const { again, written } = asking;
  const { draft } = asking;
  const { samples } = thread;
  const job = again?.job;
  const isKept = (part: Part) => again !== undefined && !again.replace.includes(part);
  const field = (part: Part) => ({
    arriving: asking.files.arriving[part],
    complaint: complaints.about(part),
    actions: actionsFor(part, asking.files),
  });
  return (
    <form
      class="composer card"
      aria-labelledby={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        asking.send();
      }}
    >
      <ComposerHead id={id} again={again} onLeave={asking.leaveAgain} />
      <div class="parts">
        <PortraitField
          {...field('portrait')}
          file={draft.portrait}
          kept={isKept('portrait') ? { url: job?.portraitUrl } : undefined}
          samples={samples.portraits}
        />
        <ClipField
          {...field('clip')}
          file={draft.clip}
          kept={isKept('clip') ? { url: job?.clipUrl, seconds: job?.clipSeconds } : undefined}
          samples={samples.clips}
        />
      </div>
      <PromptField
        prompt={written.prompt}
        maxCharacters={thread.maxPromptCharacters}
        complaint={complaints.about('prompt')}
        onPrompt={(prompt) => {
          complaints.tell('prompt', undefined);
          asking.write({ ...written, prompt });
        }}
        onSend={asking.send}
      />
      <div class="composer-end">
        <Quality
          mode={written.mode}
          priceText={priceTexts(thread, isKept('clip') ? job?.clipSeconds : undefined, words)}
          onMode={(mode) => asking.write({ ...written, mode })}
        />
        <button
          type="submit"
          class="button send"
          data-kind="main"
          aria-disabled={asking.isBusy || !thread.takesRequests}
        >
          <Icon name="send" />
          {asking.isBusy ? words.composer.sending : words.composer.send}
        </button>
      </div>
      {thread.isPreview && <p class="composer-note">{words.composer.previewPrice}</p>}
      <Unanswered asking={asking} />
      <Complaint id={`${id}-complaint`} text={complaints.about('request')} />
    </form>
  );
}

function actionsFor(part: Part, files: DraftFiles): PartActions {
  return {
    onFile: (file) => files.take(part, file),
    onSample: (sample, name) => files.takeSample(part, sample, name),
    onStop: () => files.stop(part),
    onRemove: () => files.remove(part),
  };
}

function ComposerHead(props: {
  readonly id: string;
  readonly again: Again | undefined;
  readonly onLeave: () => void;
}) {
  const { id, again, onLeave } = props;
  const { composer } = useWords();
  return (
    <div class="composer-head" data-again={again !== undefined}>
      <h2 id={id}>{again === undefined ? composer.heading : composer.again[again.change]}</h2>
      {again !== undefined && (
        <button type="button" class="button" data-kind="plain" onClick={onLeave}>
          <Icon name="close" />
          {composer.leaveAgain}
        </button>
      )}
    </div>
  );
}

/** While nobody knows whether the request has arrived. */
function Unanswered(props: { readonly asking: Asking }) {
  const { outbox, stopSending } = props.asking;
  const { composer } = useWords();
  return (
    <div class="unanswered" role="status">
      {outbox.isUnclear && (
        <p class="note">
          {composer.sendingAgain}
          <button type="button" class="button" onClick={stopSending}>
            {composer.stopSending}
          </button>
        </p>
      )}
    </div>
  );
}

/** Of the clip that would be used; without one, of a second of any. */
function priceTexts(
  { draft, rates }: ThreadState,
  keptSeconds: number | undefined,
  words: ThreadWords,
): Readonly<Record<Mode, string>> {
  if (keptSeconds !== undefined) {
    const price = (mode: Mode): Price => {
      const units = unitsFor(mode, keptSeconds);
      return { units, dollars: dollarsFor(units) };
    };
    return { std: words.price(price('std')), pro: words.price(price('pro')) };
  }
  const { prices } = draft;
  if (prices === undefined) {
    return { std: words.pricePerSecond(rates.std), pro: words.pricePerSecond(rates.pro) };
  }
  return { std: words.price(prices.std), pro: words.price(prices.pro) };
}
