import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../shared/icons.tsx';
import type { Asking } from '../asking/asking.ts';
import { focusSoon } from '../asking/focus.ts';
import type { Complaints } from '../complaints.ts';
import type { ThreadState } from '../live/state.ts';
import { useWords } from '../words/languages.ts';
import { Composer } from './composer.tsx';

/**
 * Below a thread that has something in it the composer is one button, so that the newest answer is
 * what a person sees; until it is pressed, or there is something in the composer.
 */
export function ComposerPlace(props: {
  readonly thread: ThreadState;
  readonly asking: Asking;
  readonly complaints: Complaints;
}) {
  const { thread, asking, complaints } = props;
  const { composer } = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const isEmpty = thread.jobs.length === 0;
  const [isWished, setWished] = useState(isEmpty);
  const isOpen = isWished || isEmpty || isInUse(thread, asking, complaints);
  const wasOpen = useRef(isOpen);

  // Until it is answered the draft keeps the composer open.
  const isSending = asking.outbox.pending?.kind === 'new';
  useEffect(() => {
    if (isSending) setWished(false);
  }, [isSending]);

  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (wasOpen.current && !isOpen && isLost) button.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);

  const open = () => {
    setWished(true);
    focusSoon('portrait');
  };
  if (isOpen) return <Composer thread={thread} asking={asking} complaints={complaints} />;
  return (
    <button type="button" class="composer-open card" ref={button} onClick={open}>
      <Icon name="plus" />
      {composer.heading}
    </button>
  );
}

function isInUse({ draft }: ThreadState, asking: Asking, complaints: Complaints): boolean {
  const { again, files, written, outbox } = asking;
  return (
    again !== undefined ||
    draft.portrait !== undefined ||
    draft.clip !== undefined ||
    Object.keys(files.arriving).length > 0 ||
    written.prompt !== '' ||
    outbox.isUnclear ||
    ['portrait', 'clip', 'prompt', 'request'].some((place) => complaints.about(place))
  );
}
