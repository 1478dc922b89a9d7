import type { Order } from '../jobs/contracts.ts';
import type { Mode } from '../jobs/job.ts';

/** A whole file, or a public link that Kling's servers fetch themselves. */
type Media = Buffer | URL;

/** Everything that Create Task takes. Exactly one kind of sound, as Kling asks. */
export interface TaskRequest {
  readonly image: Media;
  /** `audioId` is of Kling's text to speech, at most 30 days old. */
  readonly sound: { readonly file: Media } | { readonly audioId: string };
  readonly prompt?: string | undefined;
  readonly mode?: Mode | undefined;
  readonly externalTaskId?: string | undefined;
  readonly callbackUrl?: string | undefined;
  /** Asks for a second, marked video beside the clean one. */
  readonly watermark?: boolean | undefined;
}

/** Blank fields are left out: an empty `external_task_id` means "none" in Kling's own sample. */
export function toWireBody(request: TaskRequest): Buffer {
  const { sound } = request;
  const body = {
    image: toWireMedia(request.image),
    ...('audioId' in sound ? { audio_id: sound.audioId } : { sound_file: toWireMedia(sound.file) }),
    prompt: request.prompt?.trim() || undefined,
    mode: request.mode,
    external_task_id: request.externalTaskId || undefined,
    callback_url: request.callbackUrl || undefined,
    watermark_info: request.watermark ? { enabled: true } : undefined,
  };
  return Buffer.from(JSON.stringify(body));
}

/** Kling refuses a `data:` prefix. */
function toWireMedia(media: Media): string {
  return media instanceof URL ? media.href : media.toString('base64');
}

export function toTaskRequest(
  order: Order,
  options: { callbackUrl: string | undefined; watermark: boolean },
): TaskRequest {
  return {
    image: order.portrait,
    sound: { file: order.clip },
    prompt: order.prompt,
    mode: order.mode,
    externalTaskId: order.jobId,
    ...options,
  };
}
