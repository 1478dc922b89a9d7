import { once } from 'node:events';
import { parseArgs } from 'node:util';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { calls, type Fault, faultShape } from './faults.ts';
import type { Encode } from './render.ts';
import { createSandbox, type SandboxOptions } from './sandbox.ts';
import { DEFAULT_SETTINGS, type Settings, settingsShape } from './settings.ts';

const USAGE = `Usage: npm run sandbox -- [options]

Runs Kling's avatar API on this machine, with keys of its own and at no cost.

  --port N               port to listen on (default: any free one)
  --host HOST            address to listen on (default: 127.0.0.1)
  --slots N              tasks that may be open at once (default: ${DEFAULT_SETTINGS.slots})
  --queue-ms N           how long a task stays submitted (default: ${DEFAULT_SETTINGS.queueMs})
  --render-ms N          how long a render takes at least (default: ${DEFAULT_SETTINGS.renderMs})
  --ms-per-second N      what each second of the clip adds (default: ${DEFAULT_SETTINGS.msPerClipSecond})
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

const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

export interface SandboxCliDeps {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly encode: Encode;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** `npm run sandbox`: resolves with the exit code after the signal. */
export async function runSandboxCli(
  args: readonly string[],
  deps: SandboxCliDeps,
): Promise<number> {
  const { stdout, stderr, signal } = deps;
  let wanted: ReturnType<typeof readOptions>;
  try {
    wanted = readOptions(args);
  } catch (error) {
    stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return EXIT.usage;
  }
  if (wanted === 'help') {
    stdout.write(USAGE);
    return EXIT.ok;
  }
  try {
    const sandbox = await createSandbox({ ...deps, ...wanted.options });
    for (const fault of wanted.faults) sandbox.control.fail(fault);
    stdout.write(
      [
        `Kling sandbox at ${sandbox.url}`,
        '',
        `KLING_API_BASE_URL=${sandbox.url}`,
        `KLING_API_KEY=${sandbox.apiKey}`,
        '# or, instead of KLING_API_KEY:',
        `# KLING_ACCESS_KEY=${sandbox.accessKey}`,
        `# KLING_SECRET_KEY=${sandbox.secretKey}`,
        '',
      ].join('\n'),
    );
    if (!signal.aborted) await once(signal, 'abort');
    await sandbox.close();
    return EXIT.ok;
  } catch (error) {
    stderr.write(`${messageOf(error)}\n`);
    return EXIT.failed;
  }
}

type Wanted = {
  readonly options: Pick<
    SandboxOptions,
    'host' | 'port' | 'keys' | 'settings' | 'dataDir' | 'webhookSecret'
  >;
  readonly faults: readonly Fault[];
};

function readOptions(args: readonly string[]): Wanted | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      slots: { type: 'string' },
      'queue-ms': { type: 'string' },
      'render-ms': { type: 'string' },
      'ms-per-second': { type: 'string' },
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
  const { host, port, callbacks, fault = [] } = values;
  const [dataDir, webhookSecret] = [values['data-dir'], values['webhook-secret']];
  if (webhookSecret !== undefined && !/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(webhookSecret)) {
    throw new TypeError('--webhook-secret looks like whsec_… (base64)');
  }
  const linkSeconds = numberOf('link-seconds', values['link-seconds']);
  const settings = readSettings({
    slots: numberOf('slots', values.slots),
    queueMs: numberOf('queue-ms', values['queue-ms']),
    renderMs: numberOf('render-ms', values['render-ms']),
    msPerClipSecond: numberOf('ms-per-second', values['ms-per-second']),
    unitsLeft: numberOf('units', values.units),
    linkMs: linkSeconds === undefined ? undefined : linkSeconds * 1_000,
    smallImages: values['small-images'],
    callbacks,
    failWith: values['fail-with'],
    neverEnd: values['never-end'],
  });
  return {
    options: {
      ...(host === undefined ? {} : { host }),
      port: numberOf('port', port) ?? 0,
      keys: keysOf(values),
      settings,
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(webhookSecret === undefined ? {} : { webhookSecret }),
    },
    faults: fault.map(readFault),
  };
}

function readSettings(given: Record<string, unknown>): Partial<Settings> {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = settingsShape.partial().safeParse(set);
  if (parsed.success) return Object.fromEntries(Object.entries(parsed.data));
  const [issue] = parsed.error.issues;
  throw new TypeError(`${issue?.path.join('.')}: ${issue?.message}`);
}

function keysOf(values: { [name: string]: unknown }) {
  const { 'access-key': accessKey, 'secret-key': secretKey, 'api-key': apiKey } = values;
  return {
    ...(typeof accessKey === 'string' ? { accessKey } : {}),
    ...(typeof secretKey === 'string' ? { secretKey } : {}),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
  };
}

function readFault(text: string): Fault {
  const [call, kind, times] = text.split(':');
  const parsed = faultShape.safeParse({
    call,
    kind,
    times: times === undefined ? 1 : Number(times),
  });
  if (parsed.success) return parsed.data;
  throw new TypeError(`--fault ${text}: it is CALL:KIND or CALL:KIND:N`);
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new TypeError(`--${name} is a number, not ${text}`);
  return Number(text);
}
