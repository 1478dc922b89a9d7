import type { Job, Receipt } from '../../../jobs/job.ts';
import type { MessageRef } from '../messages.ts';
import type { Place } from '../place.ts';

/** What a receipt says about the post that carries the outcome. */
interface Posted extends MessageRef {
  readonly teamId: string;
  /** Of a video. */
  readonly fileId?: string;
}

export function receiptOf(
  { teamId }: Pick<Place, 'teamId'>,
  { channelId, ts }: MessageRef,
  fileId?: string,
): Receipt {
  return fileId === undefined
    ? { kind: 'notice', address: `${teamId}/${channelId}/${ts}` }
    : { kind: 'video', address: `${teamId}/${channelId}/${ts}/${fileId}` };
}

/** The post of a job, where it was posted. */
export function postedOf({ state }: Job): Posted | undefined {
  if (state.kind !== 'done' || state.delivery.kind !== 'posted') return undefined;
  const { address } = state.delivery.receipt;
  const [teamId = '', channelId = '', ts = '', fileId] = address.split('/');
  return { teamId, channelId, ts, ...(fileId === undefined ? {} : { fileId }) };
}
