import { useState } from 'preact/hooks';
import type { OpsView } from '../../ops/wire.ts';
import type { Question } from './confirmation.tsx';
import { drainQuestion } from './questions.ts';
import { Section } from './section.tsx';
import { setIntake, troubleOf } from './wishes.ts';

/** The switch for new requests. Off needs a second thought, on does not. */
export function Intake(props: {
  readonly view: OpsView;
  readonly onAsk: (question: Question) => void;
  readonly onTell: (text: string) => void;
}) {
  const { view, onAsk, onTell } = props;
  const { takesRequests } = view;
  const [isOpening, setOpening] = useState(false);

  async function open(): Promise<void> {
    if (isOpening) return;
    setOpening(true);
    try {
      await setIntake({ takesRequests: true });
      onTell('New requests are taken again.');
    } catch (error) {
      onTell(troubleOf(error));
    } finally {
      setOpening(false);
    }
  }

  return (
    <Section title="New requests">
      <button
        type="button"
        class="switch"
        role="switch"
        aria-checked={takesRequests}
        aria-disabled={isOpening}
        onClick={() => (takesRequests ? onAsk(drainQuestion()) : open())}
      >
        <span class="switch-track" />
        Take new requests
      </button>
      {takesRequests ? (
        <p class="soft">
          Everybody can ask. Switch it off to finish what runs and refuse new ones.
        </p>
      ) : (
        <p class="note">{drainText(view.openTotal)}</p>
      )}
    </Section>
  );
}

function drainText(open: number): string {
  if (open === 0)
    return 'New requests are refused, and all jobs are finished: the bot can be stopped.';
  return `New requests are refused. ${open === 1 ? '1 job is' : `${open} jobs are`} still to be finished.`;
}
