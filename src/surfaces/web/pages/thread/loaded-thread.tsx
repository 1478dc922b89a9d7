import { useCallback, useRef } from 'preact/hooks';
import type { Answer, Part } from '../../thread/wire.ts';
import { useAnnouncements } from './announcements.ts';
import { api } from './api.ts';
import { useAsking } from './asking/asking.ts';
import { useComplaints } from './complaints.ts';
import { ComposerPlace } from './composer/composer-place.tsx';
import { Exchange } from './exchange/exchange.tsx';
import type { JobActions } from './exchange/job-buttons.tsx';
import type { FollowedThread } from './live/connection.ts';
import type { HeardJob, ThreadState } from './live/state.ts';
import { useDroppedFiles } from './parts/dropping.ts';
import { useFollowedEnd } from './scroll.ts';
import { sentenceFor } from './troubles.ts';
import { Welcome } from './welcome.tsx';
import { useWords } from './words/languages.ts';

/** The exchanges, oldest first, and below them the composer. */
export function LoadedThread(props: {
  readonly thread: ThreadState;
  readonly change: FollowedThread['change'];
  readonly onUnknown: () => void;
}) {
  const { thread, change, onUnknown } = props;
  const words = useWords();
  const main = useRef<HTMLElement>(null);
  const complaints = useComplaints();
  const [said, say] = useAnnouncements(thread.jobs, words);
  const asking = useAsking({ thread, change, complaints, say, onUnknown });

  const onFile = (file: File, part: Part | undefined) => {
    if (part === undefined) complaints.tell('request', words.files.neither(file.name));
    else asking.files.take(part, file);
  };
  const isHeld = useDroppedFiles(useLatest(onFile));
  useFollowedEnd(thread.jobs.length > 0);

  /** The service's word is said aloud; its refusal stands beside the job. */
  const act = async (job: HeardJob, call: () => Promise<Answer>): Promise<boolean> => {
    try {
      say((await call()).text);
      complaints.tell(job.id, undefined);
      return true;
    } catch (error) {
      complaints.tell(job.id, sentenceFor(error, words));
      return false;
    }
  };
  const remove = async (job: HeardJob) => {
    if (!(await act(job, () => api.delete(job.id)))) return;
    change({ kind: 'gone', id: job.id });
    // The button that had the focus is gone with it.
    main.current?.focus({ preventScroll: true });
  };
  const actionsFor = (job: HeardJob): JobActions => ({
    mayAsk: thread.takesRequests && !asking.isBusy,
    onCancel: async () => void (await act(job, () => api.cancel(job.id))),
    onDelete: () => remove(job),
    onRetry: () => asking.retry(job),
    onChange: (part) => asking.begin(job, part),
  });

  return (
    <main class="main" ref={main} tabIndex={-1}>
      <div class="unseen" role="status">
        {said}
      </div>
      {thread.jobs.length === 0 ? (
        <Welcome thread={thread} isBusy={asking.isBusy} onTry={asking.trySample} />
      ) : (
        <section class="exchanges" aria-label={words.thread}>
          {thread.jobs.map((job, index) => (
            <Exchange
              key={job.id}
              job={job}
              isNewest={index === thread.jobs.length - 1}
              complaint={complaints.about(job.id)}
              actions={actionsFor(job)}
            />
          ))}
        </section>
      )}
      <ComposerPlace thread={thread} asking={asking} complaints={complaints} />
      {isHeld && (
        <div class="held" aria-hidden="true">
          <p>{words.files.dropHere}</p>
        </div>
      )}
    </main>
  );
}

/** One function for as long as the page lives, which does what the latest one does. */
function useLatest<Arguments extends unknown[]>(
  does: (...given: Arguments) => void,
): (...given: Arguments) => void {
  const latest = useRef(does);
  latest.current = does;
  return useCallback((...given: Arguments) => latest.current(...given), []);
}
