import type { Job } from '../../../jobs/job.ts';
import type { Log } from '../../../log.ts';
import { removeFile, removeMessage } from '../messages.ts';
import { placeOf } from '../place.ts';
import { wordsOf } from '../refusals.ts';
import type { SlackCalls } from './calls.ts';
import { postedOf } from './receipts.ts';
import type { ShownJobs } from './shown.ts';

/** Takes back everything of an ended job. False when something stays; never throws. */
export function createRemovePost(deps: {
  readonly call: SlackCalls;
  readonly shown: ShownJobs;
  readonly log: Log;
}): (job: Job) => Promise<boolean> {
  const { call, shown, log } = deps;

  async function removals(job: Job): Promise<(() => Promise<void>)[]> {
    const { teamId } = placeOf(job);
    const { progress, upload } = (await shown.get(job.id)) ?? {};
    const posted = postedOf(job);
    // An upload that Slack has not shown by now is not in the receipt.
    const files = new Set([posted?.fileId, upload?.fileId].filter((each) => each !== undefined));
    const messages = [posted, progress].flatMap((each) =>
      each?.ts === undefined ? [] : [{ channelId: each.channelId, ts: each.ts }],
    );
    return [
      ...[...files].map(
        (fileId) => () => call(teamId, 'files.delete', (client) => removeFile(client, fileId)),
      ),
      // The words over a video stay when its file goes.
      ...messages.map(
        (ref) => () => call(teamId, 'chat.delete', (client) => removeMessage(client, ref)),
      ),
    ];
  }

  return async (job) => {
    let isGone = true;
    const fail = (error: unknown) => {
      log.warn({ jobId: job.id, reason: wordsOf(error) }, 'slack.post-not-removed');
      isGone = false;
    };
    try {
      for (const remove of await removals(job)) await remove().catch(fail);
      if (isGone) await shown.remove(job.id);
    } catch (error) {
      fail(error);
    }
    return isGone;
  };
}
