import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { troubleOf } from './wishes.ts';

export interface Question {
  readonly title: string;
  /** What it will cost or stop. */
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  /** Resolves with what to tell when it is done. @throws Refusal, NoAnswer */
  run(): Promise<string>;
}

/** Asks before something that cannot be taken back; what goes wrong is told where it was asked. */
export function Confirmation(props: {
  readonly question: Question;
  readonly onDone: (text: string) => void;
  readonly onClose: () => void;
}) {
  const { question, onDone, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [isRunning, setRunning] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);

  async function run(): Promise<void> {
    if (isRunning) return;
    setRunning(true);
    setTrouble(undefined);
    try {
      const text = await question.run();
      dialog.current?.close();
      onDone(text);
    } catch (error) {
      setTrouble(troubleOf(error));
      setRunning(false);
    }
  }

  return (
    <dialog
      ref={dialog}
      class="confirmation"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={onClose}
    >
      <h2 id={`${id}-title`}>{question.title}</h2>
      <p id={`${id}-text`}>{question.text}</p>
      {trouble !== undefined && (
        <p class="note" data-kind="bad" role="alert">
          {trouble}
        </p>
      )}
      <div class="choices">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {question.no}
        </button>
        <button
          type="button"
          class="button"
          data-kind="main"
          aria-disabled={isRunning}
          onClick={run}
        >
          {question.yes}
        </button>
      </div>
    </dialog>
  );
}
