import { z } from 'zod';
import type { TaskView } from '../jobs/contracts.ts';
import { redact } from './redact.ts';

/** A number by the docs; text is taken too, because gateways in front of Kling write their own. */
const code = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

const envelopeSchema = z.object({
  code,
  message: z.string().optional().catch(undefined),
  request_id: z.string().optional().catch(undefined),
  // A refusal has no `data` at all.
  data: z.unknown().optional(),
});

export interface Envelope {
  readonly code: number;
  readonly message: string | undefined;
  readonly requestId: string | undefined;
  readonly data: unknown;
}

/** Undefined when the text is not an envelope of Kling, as with the page of a gateway. */
export function readEnvelope(text: string): Envelope | undefined {
  const parsed = envelopeSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { code, message, request_id, data } = parsed.data;
  const requestId = request_id === undefined ? undefined : redact(request_id);
  return { code, message, requestId, data };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is not needed may be missing or of a new form; a task is lost only with its id. */
const videoSchema = z.object({
  url: z.string().optional().catch(undefined),
  watermark_url: z.string().optional().catch(undefined),
});

const taskSchema = z.object({
  // 18 digits, beyond what a number can hold: an id that came as a number is already wrong.
  task_id: z.string().min(1),
  task_status: z.string().catch(''),
  task_status_msg: z.string().catch(''),
  task_info: z
    .object({ external_task_id: z.string().min(1) })
    .optional()
    .catch(undefined),
  task_result: z
    .object({ videos: z.array(videoSchema) })
    .optional()
    .catch(undefined),
  final_unit_deduction: z.union([z.string(), z.number()]).optional().catch(undefined),
});

type Task = z.infer<typeof taskSchema>;

/** `succeed` is the word of the avatar API, `succeeded` the one of the newer APIs and callbacks. */
const STATUSES = new Map<string, TaskView['status']>([
  ['submitted', 'waiting'],
  ['processing', 'rendering'],
  ['succeed', 'succeeded'],
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
]);

export function toStatus(word: string): TaskView['status'] {
  return STATUSES.get(word.toLowerCase()) ?? 'unrecognised';
}

/** Undefined when `data` is not a task. With `watermark`, the marked video is preferred. */
export function readTask(data: unknown, watermark: boolean): TaskView | undefined {
  const parsed = taskSchema.safeParse(data);
  return parsed.success ? toTaskView(parsed.data, watermark) : undefined;
}

/**
 * The tasks of one page; undefined when it is no page. A row that cannot be read is left out, so
 * that it does not hide the others.
 */
export function readTasks(data: unknown, watermark: boolean): TaskView[] | undefined {
  if (data === undefined || data === null) return [];
  if (!Array.isArray(data)) return undefined;
  const views = data.flatMap((row) => readTask(row, watermark) ?? []);
  return views.length === 0 && data.length > 0 ? undefined : views;
}

function toTaskView(task: Task, watermark: boolean): TaskView {
  const jobId = task.task_info?.external_task_id;
  const chargedUnits = toUnits(task.final_unit_deduction);
  return {
    taskId: task.task_id,
    ...(jobId === undefined ? {} : { jobId }),
    ...toOutcome(task, watermark),
    ...(chargedUnits === undefined ? {} : { chargedUnits }),
  };
}

function toOutcome(task: Task, watermark: boolean): Omit<TaskView, 'taskId'> {
  const status = toStatus(task.task_status);
  switch (status) {
    case 'waiting':
    case 'rendering':
      return { status };
    case 'failed':
      return { status, ...toFailure(task.task_status_msg) };
    case 'succeeded': {
      const videoUrl = toVideoUrl(task, watermark);
      // Not a success that anybody could use, and not a failure either: the link may come.
      if (videoUrl === undefined) return { status: 'unrecognised', reason: 'done, but no link' };
      return { status, videoUrl };
    }
    case 'unrecognised':
      return { status, reason: `status "${redact(task.task_status)}"` };
    default:
      return status satisfies never;
  }
}

/** Failed tasks have no code. The text only makes the reply nicer; nothing is decided by it. */
function toFailure(words: string): Pick<TaskView, 'reason' | 'contentRefused'> {
  if (words === '') return {};
  return { reason: redact(words), contentRefused: /risk[\s_-]*control/i.test(words) };
}

function toVideoUrl(task: Task, watermark: boolean): string | undefined {
  const video = task.task_result?.videos[0];
  if (video?.url === undefined || video.url === '') return undefined;
  return watermark && video.watermark_url ? video.watermark_url : video.url;
}

/** Units come as text such as `4.4`. */
function toUnits(value: string | number | undefined): number | undefined {
  if (value === undefined || value === '') return undefined;
  const units = Number(value);
  return Number.isFinite(units) && units >= 0 ? units : undefined;
}
