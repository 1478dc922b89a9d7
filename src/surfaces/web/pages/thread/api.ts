import type {
  Answer,
  NewJob,
  NewRetry,
  Part,
  SampleChoice,
  ShownDraft,
  ShownJob,
  ThreadView,
} from '../../thread/wire.ts';
import { request } from '../shared/requests.ts';

/** The requests of `wire.ts`, but for uploads. @throws Refusal, NoAnswer */
export const api = {
  thread: () => request<ThreadView>('GET', '/api/thread'),
  chooseSample: (choice: SampleChoice) => request<ShownDraft>('POST', '/api/draft/sample', choice),
  remove: (part: Part) => request<ShownDraft>('DELETE', draftPath(part)),
  ask: (job: NewJob) => request<ShownJob>('POST', '/api/jobs', job),
  retry: (id: string, retry: NewRetry) => request<ShownJob>('POST', `${jobPath(id)}/retry`, retry),
  cancel: (id: string) => request<Answer>('POST', `${jobPath(id)}/cancel`),
  delete: (id: string) => request<Answer>('DELETE', jobPath(id)),
};

export const EVENTS_PATH = '/api/events';

export function draftPath(part: Part): string {
  return `/api/draft/${part}`;
}

function jobPath(id: string): string {
  return `/api/jobs/${encodeURIComponent(id)}`;
}
