import type { Part, ShownDraft, ShownJob, ThreadView } from '../../../thread/wire.ts';

/** A job, and when it was heard of: between two words of the service the page counts on by itself. */
export interface HeardJob extends ShownJob {
  readonly heardAt: number;
}

export interface ThreadState extends Omit<ThreadView, 'jobs'> {
  /** Oldest first. */
  readonly jobs: readonly HeardJob[];
}

export type ThreadChange =
  | { readonly kind: 'thread'; readonly thread: ThreadView; readonly at: number }
  | { readonly kind: 'job'; readonly job: ShownJob; readonly at: number }
  /** The answer to a request; the stream may have told more of the job by then. */
  | {
      readonly kind: 'asked';
      readonly job: ShownJob;
      readonly used: readonly Part[];
      readonly at: number;
    }
  | { readonly kind: 'draft'; readonly draft: ShownDraft }
  /** The answer to an upload. Two of them may arrive in either order, so each tells of its own part. */
  | { readonly kind: 'part'; readonly part: Part; readonly draft: ShownDraft }
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'intake'; readonly takesRequests: boolean };

/** The state after `change`; before the first `thread` there is none, and nothing else makes one. */
export function changed(
  state: ThreadState | undefined,
  change: ThreadChange,
): ThreadState | undefined {
  if (change.kind === 'thread') {
    const { thread, at } = change;
    return { ...thread, jobs: thread.jobs.map((job) => ({ ...job, heardAt: at })) };
  }
  if (state === undefined) return undefined;
  switch (change.kind) {
    case 'job':
      return { ...state, jobs: withJob(state.jobs, { ...change.job, heardAt: change.at }) };
    case 'asked':
      return asked(state, { ...change.job, heardAt: change.at }, change.used);
    case 'draft':
      return { ...state, draft: change.draft };
    case 'part':
      return { ...state, draft: withPart(state.draft, change.part, change.draft) };
    case 'gone':
      return { ...state, jobs: state.jobs.filter(({ id }) => id !== change.id) };
    case 'intake':
      return { ...state, takesRequests: change.takesRequests };
    default:
      return change satisfies never;
  }
}

function withJob(jobs: readonly HeardJob[], job: HeardJob): readonly HeardJob[] {
  const isKnown = jobs.some(({ id }) => id === job.id);
  return isKnown ? jobs.map((each) => (each.id === job.id ? job : each)) : [...jobs, job];
}

/** What was sent is in the draft no more, so that it cannot be sent twice by mistake. */
function asked(state: ThreadState, job: HeardJob, used: readonly Part[]): ThreadState {
  const isKnown = state.jobs.some(({ id }) => id === job.id);
  return {
    ...state,
    jobs: isKnown ? state.jobs : [...state.jobs, job],
    draft: used.reduce((draft, part) => withPart(draft, part, {}), state.draft),
  };
}

/** Of `draft`, but for one part, which is as in `told`; the prices belong to the clip. */
function withPart(draft: ShownDraft, part: Part, told: ShownDraft): ShownDraft {
  const { [part]: _old, ...others } = draft;
  const file = told[part];
  const next: ShownDraft = file === undefined ? others : { ...others, [part]: file };
  if (part === 'portrait') return next;
  const { prices: _prices, ...unpriced } = next;
  return told.prices === undefined ? unpriced : { ...unpriced, prices: told.prices };
}
