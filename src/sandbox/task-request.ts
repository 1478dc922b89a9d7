import { z } from 'zod';
import { badValue } from './refusal.ts';

/** Kling's sample sends empty texts for what it leaves out. */
const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

/** Create Task of the avatar API (Kling docs, avatar). Unknown fields are let pass. */
const body = z.object({
  image: z.string({ error: 'image is required' }).min(1, 'image is required'),
  audio_id: optionalText,
  sound_file: optionalText,
  prompt: z.string().max(2_500, 'prompt must not exceed 2500 characters').optional(),
  mode: z.enum(['std', 'pro'], { error: 'mode must be std or pro' }).default('std'),
  watermark_info: z.object({ enabled: z.boolean() }).optional(),
  callback_url: optionalText.refine(
    (url) => url === undefined || /^https?:$/.test(toUrl(url)?.protocol ?? ''),
    'must be an http(s) address',
  ),
  external_task_id: optionalText,
});

export type CreateTask = z.infer<typeof body>;

function toUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** @throws Refusal 1201 */
export function readCreateTask(json: unknown): CreateTask {
  const parsed = body.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badValue(
      issue === undefined ? 'invalid body' : `${issue.path.join('.')}: ${issue.message}`,
    );
  }
  const { audio_id, sound_file } = parsed.data;
  if ((audio_id === undefined) === (sound_file === undefined)) {
    throw badValue('exactly one of audio_id and sound_file must be given');
  }
  return parsed.data;
}

/** @throws Refusal 1201 */
export function readPaging(query: unknown): { pageNum: number; pageSize: number } {
  const parsed = paging.safeParse(query);
  if (!parsed.success) throw badValue('pageNum must be in [1, 1000] and pageSize in [1, 500]');
  return parsed.data;
}

const paging = z.object({
  pageNum: z.coerce.number().int().min(1).max(1_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(500).default(30),
});
