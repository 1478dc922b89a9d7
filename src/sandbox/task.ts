import { z } from 'zod';

/** A task as it is kept; times in ms since the epoch. */
export const taskShape = z.object({
  taskId: z.string(),
  externalId: z.string().optional(),
  mode: z.enum(['std', 'pro']),
  status: z.enum(['submitted', 'processing', 'succeed', 'failed']),
  statusMessage: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  clipSeconds: z.number(),
  /** Extension of the stored sound. */
  soundExtension: z.string(),
  /** Equal inputs have equal hashes, and share one video. */
  inputHash: z.string(),
  watermark: z.boolean(),
  callbackUrl: z.string().optional(),
  failWith: z.string().nullable(),
  neverEnds: z.boolean(),
  videoSeconds: z.number().optional(),
  /** Text, as Kling sends it; once the task has ended. */
  unitDeduction: z.string().optional(),
});

export type Task = z.infer<typeof taskShape>;

/** Kling list prices: units a second. */
const UNITS_PER_SECOND = { std: 0.4, pro: 0.8 } as const;

export function isOpen({ status }: Task): boolean {
  return status === 'submitted' || status === 'processing';
}

/** Whole seconds of the clip times the rate, as the one published bill shows. */
export function unitsOf(mode: Task['mode'], clipSeconds: number): number {
  return Math.round(Math.round(clipSeconds) * UNITS_PER_SECOND[mode] * 10) / 10;
}

/** What an account in cash would have paid; the sandbox has a pack (Kling docs, avatar). */
export const NO_BALANCE = { quota: '0', list_price: '0' };

/** The task as Query Task answers it. */
export function toWire(task: Task, linkOf: (task: Task, kind: 'clean' | 'watermarked') => string) {
  const { taskId, externalId, status, statusMessage, createdAt, updatedAt } = task;
  return {
    task_id: taskId,
    task_status: status,
    task_status_msg: statusMessage,
    task_info: { external_task_id: externalId ?? '' },
    ...(status === 'succeed' ? { task_result: { videos: [videoOf(task, linkOf)] } } : {}),
    watermark_info: { enabled: task.watermark },
    ...(task.unitDeduction === undefined
      ? {}
      : { final_unit_deduction: task.unitDeduction, final_balance_deduction: NO_BALANCE }),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

export type WireTask = ReturnType<typeof toWire>;

function videoOf(task: Task, linkOf: (task: Task, kind: 'clean' | 'watermarked') => string) {
  return {
    id: `video-${task.taskId}`,
    url: linkOf(task, 'clean'),
    // Only there when it was asked for (seen live).
    ...(task.watermark ? { watermark_url: linkOf(task, 'watermarked') } : {}),
    duration: (task.videoSeconds ?? task.clipSeconds).toFixed(3).replace(/\.?0+$/, ''),
  };
}
