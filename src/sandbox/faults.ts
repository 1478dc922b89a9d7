import { z } from 'zod';

/** The calls that can be made to fail. */
export const calls = ['createTask', 'queryTask', 'listTasks', 'video'] as const;
export type Call = (typeof calls)[number];

/**
 * `…-after`: the work is done and the answer is lost, which is what makes a paid call unclear; so too
 * `cut-body`. With all others nothing has happened.
 */
export const faultShape = z.object({
  call: z.enum(calls),
  kind: z.enum([
    '1302',
    '1303',
    '5000-before',
    '5000-after',
    '5001',
    '5002',
    'hang-before',
    'hang-after',
    'reset-before',
    'reset-after',
    'cut-body',
    'html-502',
    'html-502-after',
    'malformed',
    'malformed-after',
  ]),
  /** How many requests fail. */
  times: z.number().int().positive().default(1),
  retryAfterSeconds: z.number().int().positive().optional(),
});

export type Fault = z.infer<typeof faultShape>;

export interface Faults {
  add(fault: Fault): void;
  /** The fault that this request meets, if any. */
  take(call: Call): Fault | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  let waiting: Fault[] = [];
  return {
    add: (fault) => {
      waiting.push({ ...fault });
    },
    take: (call) => {
      const fault = waiting.find((each) => each.call === call);
      if (fault === undefined) return undefined;
      fault.times -= 1;
      waiting = waiting.filter(({ times }) => times > 0);
      return fault;
    },
    clear: () => {
      waiting = [];
    },
  };
}
