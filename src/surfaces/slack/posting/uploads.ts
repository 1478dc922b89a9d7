import { createReadStream } from 'node:fs';
import fetch, { type Response } from 'node-fetch';
import type { Clock } from '../../../clock.ts';
import { PostError } from '../../../jobs/contracts.ts';
import { Secret } from '../../../secret.ts';
import type { Target } from '../place.ts';
import { networkCodeOf, slackErrorOf } from '../refusals.ts';
import type { SlackCalls } from './calls.ts';

/*
 * By hand, because the helper of Slack's library reads the whole video into memory and tells its id
 * only when it is shown already.
 */

const FILE_NAME = 'talking-avatar.mp4';
/** Shorter than the claim under which a job is posted, with room for what comes after. */
const SEND_TIMEOUT_MS = 7 * 60_000;

const NO_UPLOADS = new Set([
  'file_type_not_allowed',
  'file_uploads_disabled',
  'file_uploads_except_images_disabled',
]);

interface OpenUpload {
  readonly fileId: string;
  /** Whoever knows it may send the bytes. */
  readonly url: Secret;
}

/** Where to send a file of exactly so many bytes. @throws PostError `no-uploads`, `too-large` */
export async function openUpload(
  call: SlackCalls,
  teamId: string,
  bytes: number,
  signal: AbortSignal,
): Promise<OpenUpload> {
  const { file_id: fileId, upload_url: url } = await call(
    teamId,
    'files.getUploadURLExternal',
    (client) => client.files.getUploadURLExternal({ filename: FILE_NAME, length: bytes }),
    signal,
  ).catch((error: unknown) => {
    throw refusalOf(error, bytes) ?? error;
  });
  if (fileId !== undefined && url !== undefined) return { fileId, url: new Secret(url) };
  throw new PostError('Slack named no place for the video', { meaning: 'busy' });
}

/** What an administrator has forbidden. */
function refusalOf(cause: unknown, bytes: number): PostError | undefined {
  const code = slackErrorOf(cause) ?? '';
  if (NO_UPLOADS.has(code)) {
    return new PostError(`Slack takes no videos: ${code}`, { meaning: 'no-uploads', cause });
  }
  if (code !== 'file_upload_size_restricted') return undefined;
  return new PostError(`Slack does not take ${bytes} bytes`, { meaning: 'too-large', cause });
}

/** The file is read while it is sent, so a large video is never in memory. @throws PostError */
export async function sendFile(
  url: Secret,
  file: string,
  bytes: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const late = clock.sleep(SEND_TIMEOUT_MS, over.signal).then(() => over.abort());
  late.catch(() => undefined);
  const body = createReadStream(file);
  try {
    const response = await fetch(url.reveal(), {
      method: 'POST',
      headers: { 'content-type': 'video/mp4', 'content-length': String(bytes) },
      redirect: 'error',
      body,
      signal: AbortSignal.any([signal, over.signal]),
    });
    await judge(response);
  } catch (error) {
    if (error instanceof PostError) throw error;
    // Without the cause, because the errors of node-fetch quote the whole address.
    const message = `Slack's file server broke off: ${networkCodeOf(error)}`;
    // biome-ignore lint/style/useErrorCause: see above
    throw new PostError(message, { meaning: 'busy' });
  } finally {
    over.abort();
    body.destroy();
  }
}

async function judge(response: Response): Promise<void> {
  await response.arrayBuffer();
  if (response.ok) return;
  const { status } = response;
  const message = `Slack's file server answered ${status}`;
  throw new PostError(message, { meaning: status === 413 ? 'too-large' : 'busy' });
}

/**
 * Has a file shown that was sent whole. It takes effect some time after the answer, or never. `check`
 * is asked right before.
 */
export async function shareUpload(
  call: SlackCalls,
  teamId: string,
  { fileId, text }: { readonly fileId: string; readonly text: string },
  { channelId, threadTs }: Target,
  signal: AbortSignal,
  check: () => void = () => undefined,
): Promise<void> {
  const wanted = {
    files: [{ id: fileId, title: FILE_NAME }] as [{ id: string; title: string }],
    channel_id: channelId,
    initial_comment: text,
  };
  await call(
    teamId,
    'files.completeUploadExternal',
    ({ files }) => {
      check();
      return files.completeUploadExternal(
        threadTs === undefined ? wanted : { ...wanted, thread_ts: threadTs },
      );
    },
    signal,
  );
}

/** The message that shows the file there, once it does. */
export async function findShare(
  call: SlackCalls,
  teamId: string,
  fileId: string,
  { channelId }: Target,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { file } = await call(
      teamId,
      'files.info',
      (client) => client.files.info({ file: fileId }),
      signal,
    );
    const { public: open = {}, private: closed = {} } = file?.shares ?? {};
    return [...(open[channelId] ?? []), ...(closed[channelId] ?? [])].find(({ ts }) => ts)?.ts;
  } catch (error) {
    // A file that is hardly there may not be known everywhere at Slack yet.
    if (isFileLost(error)) return undefined;
    throw error;
  }
}

/** True where Slack has no such file, or not all of it. */
export function isFileLost(error: unknown): boolean {
  const code = slackErrorOf(error) ?? '';
  return ['file_not_found', 'file_deleted', 'file_update_failed'].includes(code);
}
