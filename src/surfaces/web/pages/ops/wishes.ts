import type { IntakeRequest, OpsAnswer, OpsView, RetryRequest } from '../../ops/wire.ts';
import { Refusal } from '../shared/answers.ts';
import { request } from '../shared/requests.ts';

/** @throws Refusal, or NoAnswer where the outcome is unknown */
export function cancelJob(jobId: string): Promise<OpsAnswer> {
  return request<OpsAnswer>('POST', `${jobPath(jobId)}/cancel`);
}

/** @throws Refusal, or NoAnswer where the outcome is unknown */
export function retryJob(jobId: string, wish: RetryRequest): Promise<OpsAnswer> {
  return request<OpsAnswer>('POST', `${jobPath(jobId)}/retry`, wish);
}

/** @throws Refusal, or NoAnswer where the outcome is unknown */
export function setIntake(wish: IntakeRequest): Promise<OpsView> {
  return request<OpsView>('PUT', '/ops/api/intake', wish);
}

/** What the operator is told when a wish was not met. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof Refusal)) {
    return 'The bot did not answer, so nobody knows whether it was done. Look at the list, or try again.';
  }
  return error.told ?? `The bot answered with HTTP status ${error.status}.`;
}

function jobPath(jobId: string): string {
  return `/ops/api/jobs/${encodeURIComponent(jobId)}`;
}
