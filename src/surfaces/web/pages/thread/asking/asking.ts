import { useState } from 'preact/hooks';
import type { Part, ShownDraft } from '../../../thread/wire.ts';
import { freshMessageId } from '../../shared/message-id.ts';
import { api } from '../api.ts';
import type { Complaints } from '../complaints.ts';
import type { FollowedThread } from '../live/connection.ts';
import type { HeardJob, ThreadState } from '../live/state.ts';
import { scrollToNewest } from '../scroll.ts';
import { isUnknownPerson, sentenceFor } from '../troubles.ts';
import { useWords } from '../words/languages.ts';
import { type Again, againWith, keeping, replacing } from './again.ts';
import { type DraftFiles, useDraftFiles } from './draft-files.ts';
import { type Field, isField } from './fields.ts';
import { focusSoon } from './focus.ts';
import { useKeptWritten } from './kept-written.ts';
import { type OutboxState, type Pending, partsOf } from './outbox.ts';
import { useOutbox } from './sending.ts';
import { charactersIn, type Written } from './written.ts';

export interface Asking {
  /** As it is shown: what is sent at once is not, for it would be gone before its picture is there. */
  readonly draft: ShownDraft;
  readonly files: DraftFiles;
  readonly written: Written;
  readonly again: Again | undefined;
  readonly outbox: OutboxState;
  /** A request is on its way, and until it is answered there can be no other. */
  readonly isBusy: boolean;
  readonly write: (written: Written) => void;
  readonly send: () => void;
  readonly stopSending: () => void;
  /** Asks at once, with the first of the samples. */
  readonly trySample: () => void;
  readonly retry: (job: HeardJob) => void;
  readonly begin: (job: HeardJob, change: Again['change']) => void;
  readonly leaveAgain: () => void;
}

/** What a person puts together for a request, and how it is sent. */
export function useAsking(options: {
  readonly thread: ThreadState;
  readonly change: FollowedThread['change'];
  readonly complaints: Complaints;
  /** For whoever does not see what has changed. */
  readonly say: (text: string) => void;
  /** The service does not know the person any more. */
  readonly onUnknown: () => void;
}): Asking {
  const { thread, change, complaints, say, onUnknown } = options;
  const words = useWords();
  const [kept, keep] = useKeptWritten();
  const [begun, setAgain] = useState<Again>();
  const [isTrying, setTrying] = useState(false);
  const again = thread.jobs.some(({ id }) => id === begun?.job.id) ? begun : undefined;
  const written = again?.written ?? kept;

  const complain = (place: string, error: unknown) => {
    complaints.tell(place, sentenceFor(error, words));
    if (isUnknownPerson(error)) onUnknown();
  };

  const files = useDraftFiles({
    ...{ thread, change, complaints, complain, say },
    onTaken: (part) => again !== undefined && setAgain(replacing(again, part)),
    onRemoved: (part) => again !== undefined && setAgain(keeping(again, part)),
  });

  const [outboxState, outbox] = useOutbox({
    onJob: (job, pending) => {
      setTrying(false);
      change({ kind: 'asked', job, used: partsOf(pending), at: Date.now() });
      complaints.clear();
      if (pending.kind === 'retry')
        setAgain((now) => (now?.job.id === pending.of ? undefined : now));
      // What was typed since then is for the next one.
      else if (kept.prompt.trim() === pending.job.prompt) keep({ ...kept, prompt: '' });
      requestAnimationFrame(scrollToNewest);
    },
    onRefused: (error, pending) => {
      setTrying(false);
      const place = placeFor(error, pending, again);
      complain(place, error);
      if (isField(place)) focusSoon(place);
    },
  });
  const isBusy = isTrying || outboxState.pending !== undefined;

  /** The first field that is not as it must be, after saying at each what is missing. */
  const findWrong = (): Field | undefined => {
    const needed: readonly Part[] = again?.replace ?? ['portrait', 'clip'];
    const wrong = needed.filter((part) => {
      const isComing = files.arriving[part] !== undefined;
      if (!isComing && thread.draft[part] !== undefined) return false;
      const { stillComing, missing } = words.parts[part];
      complaints.tell(part, isComing ? stillComing : missing);
      return true;
    });
    const isTooLong = charactersIn(written.prompt) > thread.maxPromptCharacters;
    return wrong[0] ?? (isTooLong ? 'prompt' : undefined);
  };

  const send = () => {
    if (isBusy || !thread.takesRequests) return;
    complaints.tell('request', undefined);
    const wrong = findWrong();
    if (wrong === undefined) outbox.send(pendingFor(written, again));
    else focusSoon(wrong);
  };

  const trySample = async () => {
    const [portrait] = thread.samples.portraits;
    const [clip] = thread.samples.clips;
    if (isBusy || !thread.takesRequests) return;
    if (portrait === undefined || clip === undefined) return;
    complaints.clear();
    setTrying(true);
    try {
      const draft = await api.chooseSample({ portrait: portrait.id, clip: clip.id });
      change({ kind: 'draft', draft });
      outbox.send(pendingFor(written, undefined));
    } catch (error) {
      setTrying(false);
      complain('request', error);
    }
  };

  const stopSending = () => {
    setTrying(false);
    outbox.stop();
  };

  return {
    draft: isTrying ? {} : thread.draft,
    files,
    written,
    again,
    outbox: outboxState,
    isBusy,
    write: (next) => (again === undefined ? keep(next) : setAgain({ ...again, written: next })),
    send,
    stopSending,
    trySample: () => void trySample(),
    retry: ({ id }) => {
      complaints.tell(id, undefined);
      outbox.send({ kind: 'retry', of: id, retry: { messageId: freshMessageId() } });
    },
    begin: (job, field) => {
      setAgain(againWith(job, field));
      complaints.clear();
      if (job.problem?.part === field) complaints.tell(field, job.text);
      focusSoon(field);
    },
    leaveAgain: () => {
      setAgain(undefined);
      complaints.clear();
    },
  };
}

function pendingFor({ prompt, mode }: Written, again: Again | undefined): Pending {
  const request = { messageId: freshMessageId(), prompt: prompt.trim(), mode };
  if (again === undefined) return { kind: 'new', job: request };
  return { kind: 'retry', of: again.job.id, retry: { ...request, replace: again.replace } };
}

/** Beside the field; or, for a retry by one press, beside the job. */
function placeFor(error: unknown, pending: Pending, again: Again | undefined): string {
  if (pending.kind === 'retry' && pending.of !== again?.job.id) return pending.of;
  const part = error instanceof Object && 'part' in error ? error.part : undefined;
  return isField(part) ? part : 'request';
}
