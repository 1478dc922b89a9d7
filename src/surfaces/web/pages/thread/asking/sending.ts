import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShownJob } from '../../../thread/wire.ts';
import { keepIn } from '../../shared/browser-storage.ts';
import { api } from '../api.ts';
import { createOutbox, type Outbox, type OutboxState, type Pending } from './outbox.ts';

interface Listener {
  readonly onJob: (job: ShownJob, pending: Pending) => void;
  readonly onRefused: (error: unknown, pending: Pending) => void;
}

/** The outbox of this tab, which begins with what was under way before a reload. */
export function useOutbox(listener: Listener): [OutboxState, Outbox] {
  const latest = useRef(listener);
  latest.current = listener;
  const [state, setState] = useState<OutboxState>({ isUnclear: false });
  const [outbox] = useState(() =>
    createOutbox({
      storage: keepIn(() => sessionStorage),
      deliver,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      onState: setState,
      onJob: (job, pending) => latest.current.onJob(job, pending),
      onRefused: (error, pending) => latest.current.onRefused(error, pending),
    }),
  );
  useEffect(() => outbox.resume(), [outbox]);
  return [state, outbox];
}

function deliver(pending: Pending): Promise<ShownJob> {
  return pending.kind === 'new' ? api.ask(pending.job) : api.retry(pending.of, pending.retry);
}
