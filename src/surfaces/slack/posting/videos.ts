import { stat } from 'node:fs/promises';
import type { Clock } from '../../../clock.ts';
import { PostError } from '../../../jobs/contracts.ts';
import type { Job, Receipt } from '../../../jobs/job.ts';
import type { Log } from '../../../log.ts';
import { removeFile } from '../messages.ts';
import { placeOf, type Target } from '../place.ts';
import { isPermanent, isUnclear } from '../refusals.ts';
import type { SlackCalls } from './calls.ts';
import { throwIfLate } from './late.ts';
import { outcomeText } from './outcome-text.ts';
import { inFirstPlace } from './places.ts';
import { receiptOf } from './receipts.ts';
import type { ShownJobs, Upload } from './shown.ts';
import { findShare, isFileLost, openUpload, sendFile, shareUpload } from './uploads.ts';

type Sharing = NonNullable<Upload['sharing']>;
type SharedUpload = Upload & { readonly sharing: Sharing };

/** A video is mostly shown within a second; a large one is looked through first. About 30 s in all. */
const LOOK_AFTER_MS = [300, 700, 1_500, 3_000, 5_000, 8_000, 12_000];
/** An upload may be taken and never shown. Each one that was lost makes the next wait longer. */
const FIRST_PATIENCE_MS = 30_000;
const MOST_PATIENCE_MS = 600_000;

/**
 * Posts videos as uploads, each once. Slack shows an upload some time after it has taken it, so the
 * file is looked for by its id, and deleted before another one is sent.
 */
interface Videos {
  /** The video of an earlier try, once it is shown. */
  find(job: Job, signal: AbortSignal): Promise<Receipt | undefined>;
  /** @throws PostError `gone`, `too-large`, `no-uploads`; others for what passes */
  post(job: Job, file: string, text: string, signal: AbortSignal): Promise<Receipt>;
}

export function createVideos(deps: {
  readonly call: SlackCalls;
  readonly shown: ShownJobs;
  readonly clock: Clock;
  readonly log: Log;
}): Videos {
  const { call, shown, clock, log } = deps;

  async function find(job: Job, signal: AbortSignal): Promise<Receipt | undefined> {
    const { upload } = (await shown.get(job.id)) ?? {};
    return isShared(upload) ? look(job, upload, signal) : undefined;
  }

  async function look(
    job: Job,
    { fileId, sharing }: SharedUpload,
    signal: AbortSignal,
  ): Promise<Receipt | undefined> {
    const place = placeOf(job);
    const ts = await findShare(call, place.teamId, fileId, sharing, signal);
    if (ts === undefined) return undefined;
    return receiptOf(place, { channelId: sharing.channelId, ts }, fileId);
  }

  async function post(job: Job, file: string, text: string, signal: AbortSignal) {
    const { upload } = (await shown.get(job.id)) ?? {};
    const earlier = isShared(upload) ? await waitOn(job, upload, signal) : undefined;
    if (earlier !== undefined) return earlier;
    const shared = await share(job, await send(job, file, signal), text, signal);
    for (const waitMs of LOOK_AFTER_MS) {
      await clock.sleep(waitMs, signal);
      const receipt = await look(job, shared, signal);
      if (receipt !== undefined) return receipt;
    }
    throw notShownYet();
  }

  /** Undefined once the earlier upload is given up, and cannot be shown any more. */
  async function waitOn(
    job: Job,
    upload: SharedUpload,
    signal: AbortSignal,
  ): Promise<Receipt | undefined> {
    const receipt = await look(job, upload, signal);
    if (receipt !== undefined) return receipt;
    const { lostUploads = 0 } = (await shown.get(job.id)) ?? {};
    const patienceMs = Math.min(MOST_PATIENCE_MS, FIRST_PATIENCE_MS * 2 ** lostUploads);
    if (clock.now() - upload.sharing.since < patienceMs) throw notShownYet();
    log.warn({ jobId: job.id, fileId: upload.fileId, patienceMs }, 'slack.video-not-shown');
    await remove(job, upload, signal);
    await shown.update(job.id, { upload: null, lostUploads: lostUploads + 1 });
    return undefined;
  }

  /** A file that Slack has whole and nobody sees yet. */
  async function send(job: Job, file: string, signal: AbortSignal): Promise<Upload> {
    const { teamId } = placeOf(job);
    const { upload: known } = (await shown.get(job.id)) ?? {};
    const { size: bytes } = await stat(file);
    if (known?.isWhole && known.bytes === bytes) return known;
    // Somebody who was paused for long may be about to show it.
    if (known) await remove(job, known, signal).catch(unlessPermanent);
    const { fileId, url } = await openUpload(call, teamId, bytes, signal);
    const begun = await replace(job, known, { fileId, bytes });
    await sendFile(url, file, bytes, clock, signal);
    return replace(job, begun, { ...begun, isWhole: true });
  }

  async function share(
    job: Job,
    upload: Upload,
    text: string,
    signal: AbortSignal,
  ): Promise<SharedUpload> {
    const { refused = {} } = (await shown.get(job.id)) ?? {};
    const note = (all: typeof refused) => shown.update(job.id, { refused: all });
    return inFirstPlace(
      job,
      { call, log },
      { refused, note },
      (target, refusedBefore) =>
        shareIn(target, job, upload, outcomeText(job, text, refusedBefore), signal),
      signal,
    );
  }

  async function shareIn(
    target: Target,
    job: Job,
    upload: Upload,
    text: string,
    signal: AbortSignal,
  ): Promise<SharedUpload> {
    const sharing = { ...target, since: clock.now() };
    const shared = await replace(job, upload, { ...upload, sharing });
    const { fileId } = upload;
    try {
      const check = () => throwIfLate(clock, sharing.since);
      await shareUpload(call, placeOf(job).teamId, { fileId, text }, target, signal, check);
    } catch (error) {
      // It may be shown yet: the next try looks for it.
      if (isUnclear(error)) throw error;
      await replace(job, shared, isFileLost(error) ? null : upload);
      if (!isFileLost(error)) throw error;
      throw new PostError('Slack has lost the upload', { meaning: 'busy', cause: error });
    }
    return shared;
  }

  /** Writes down the next step, where nobody else has gone on meanwhile. */
  async function replace<U extends Upload | null>(
    job: Job,
    before: Upload | null | undefined,
    after: U,
  ): Promise<U> {
    const since = clock.now();
    const { upload } = (await shown.get(job.id)) ?? {};
    const isSame = upload?.fileId === before?.fileId && isShared(upload) === isShared(before);
    if (!isSame) {
      throw new PostError('Somebody else is posting this video', { meaning: 'busy' });
    }
    await shown.update(job.id, { upload: after });
    throwIfLate(clock, since);
    return after;
  }

  const remove = (job: Job, { fileId }: Upload, signal: AbortSignal) =>
    call(placeOf(job).teamId, 'files.delete', (client) => removeFile(client, fileId), signal);

  return { find, post };
}

function isShared(upload: Upload | null | undefined): upload is SharedUpload {
  return upload?.sharing !== undefined;
}

function unlessPermanent(error: unknown): void {
  if (!isPermanent(error)) throw error;
}

function notShownYet(): PostError {
  return new PostError('Slack has the video and does not show it yet', { meaning: 'busy' });
}
