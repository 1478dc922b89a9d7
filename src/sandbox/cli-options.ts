import { parseArgs } from 'node:util';
import { z } from 'zod';
import { calls, type Fault, faultShape } from './faults.ts';
import type { SandboxOptions } from './sandbox.ts';
import { DEFAULT_SETTINGS, KLING_TIMES, type Settings, settingsShape } from './settings.ts';

export const USAGE = `Usage: npm run sandbox -- [options]

Runs Kling's avatar API on this machine, with keys of its own and at no cost.

  --port N               port to listen on (default: any free one)
  --host HOST            address to listen on (default: 127.0.0.1)
  --slots N              tasks that may be open at once (default: ${DEFAULT_SETTINGS.slots})
  --queue-ms N           how long a task stays submitted (default: ${DEFAULT_SETTINGS.queueMs})
  --render-ms N          how long a render takes at least (default: ${DEFAULT_SETTINGS.renderMs})
  --ms-per-second N      what each second of the clip adds (default: ${DEFAULT_SETTINGS.msPerClipSecond})
  --speed N              instead of these three: N times as fast as Kling, which takes minutes
  --units N              what is left in the pack (default: no end)
  --link-seconds N       life of a result link (default: 30 days)
  --small-images WHAT    refuse or fail-later (default: ${DEFAULT_SETTINGS.smallImages})
  --callbacks WHAT       normal, duplicate, out-of-order or dropped (default: ${DEFAULT_SETTINGS.callbacks})
  --webhook-secret S     whsec_…, signs the callbacks
  --fail-with TEXT       every task fails with this text
  --never-end            no task ends by itself
  --fault CALL:KIND[:N]  fails the next N calls (default 1); may be repeated
                         CALL: ${calls.join(', ')}
                         KIND: ${faultShape.shape.kind.options.join(', ')}
  --data-dir DIR         where tasks survive the process
  --access-key, --secret-key, --api-key   keys (default: made anew at each start)
  --help                 this text

While it runs: GET /_sandbox/state, POST /_sandbox/faults, /settings, /finish-all, /reset.
`;

export interface Wanted {
  readonly options: Pick<
    SandboxOptions,
    'host' | 'port' | 'keys' | 'settings' | 'dataDir' | 'webhookSecret'
  >;
  readonly faults: readonly Fault[];
}

/** @throws TypeError telling the mistake */
export function readOptions(args: readonly string[]): Wanted | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      slots: { type: 'string' },
      'queue-ms': { type: 'string' },
      'render-ms': { type: 'string' },
      'ms-per-second': { type: 'string' },
      speed: { type: 'string' },
      units: { type: 'string' },
      'link-seconds': { type: 'string' },
      'small-images': { type: 'string' },
      callbacks: { type: 'string' },
      'webhook-secret': { type: 'string' },
      'fail-with': { type: 'string' },
      'never-end': { type: 'boolean' },
      fault: { type: 'string', multiple: true },
      'data-dir': { type: 'string' },
      'access-key': { type: 'string' },
      'secret-key': { type: 'string' },
      'api-key': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return 'help';
  const { host, port = '0', fault = [] } = values;
  const [dataDir, webhookSecret] = [values['data-dir'], values['webhook-secret']];
  if (webhookSecret !== undefined && !/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(webhookSecret)) {
    throw new TypeError('--webhook-secret looks like whsec_… (base64)');
  }
  return {
    options: {
      ...(host === undefined ? {} : { host }),
      port: numberOf('port', port, z.number().int().max(65_535)),
      keys: keysOf(values),
      settings: { ...timesOf(values), ...settingsOf(values) },
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(webhookSecret === undefined ? {} : { webhookSecret }),
    },
    faults: fault.map(readFault),
  };
}

type Values = Readonly<Record<string, string | boolean | string[] | undefined>>;

const NUMBERS = {
  slots: ['slots', 1],
  'queue-ms': ['queueMs', 1],
  'render-ms': ['renderMs', 1],
  'ms-per-second': ['msPerClipSecond', 1],
  units: ['unitsLeft', 1],
  'link-seconds': ['linkMs', 1_000],
} as const satisfies Record<string, readonly [keyof Settings, number]>;

const TEXTS = {
  'small-images': 'smallImages',
  callbacks: 'callbacks',
  'fail-with': 'failWith',
  'never-end': 'neverEnd',
} as const satisfies Record<string, keyof Settings>;

function settingsOf(values: Values): Partial<Settings> {
  const settings: Record<string, unknown> = {};
  for (const [flag, [name, unit]] of Object.entries(NUMBERS)) {
    const text = values[flag];
    if (typeof text !== 'string') continue;
    settings[name] = numberOf(flag, text, z.number()) * unit;
    check(flag, settingsShape.shape[name], settings[name]);
  }
  for (const [flag, name] of Object.entries(TEXTS)) {
    if (values[flag] === undefined) continue;
    settings[name] = values[flag];
    check(flag, settingsShape.shape[name], settings[name]);
  }
  return settings;
}

function timesOf({ speed }: Values): Partial<Settings> {
  if (typeof speed !== 'string') return {};
  const factor = numberOf('speed', speed, z.number().positive());
  return Object.fromEntries(
    Object.entries(KLING_TIMES).map(([name, ms]) => [name, Math.round(ms / factor)]),
  );
}

function check(flag: string, shape: z.ZodType, value: unknown): void {
  const { error } = shape.safeParse(value);
  if (error !== undefined) throw new TypeError(`--${flag}: ${error.issues[0]?.message}`);
}

function numberOf(flag: string, text: string, shape: z.ZodType): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new TypeError(`--${flag} is a number, not ${text}`);
  check(flag, shape, Number(text));
  return Number(text);
}

function keysOf(values: Values) {
  const { 'access-key': accessKey, 'secret-key': secretKey, 'api-key': apiKey } = values;
  return {
    ...(typeof accessKey === 'string' ? { accessKey } : {}),
    ...(typeof secretKey === 'string' ? { secretKey } : {}),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
  };
}

function readFault(text: string): Fault {
  const [call, kind, times = '1'] = text.split(':');
  const parsed = faultShape.safeParse({ call, kind, times: Number(times) });
  if (parsed.success) return parsed.data;
  throw new TypeError(`--fault ${text}: it is CALL:KIND or CALL:KIND:N`);
}
