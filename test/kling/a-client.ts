import { onTestFinished } from 'vitest';
import type { Order } from '../../src/jobs/contracts.ts';
import {
  createKlingClient,
  type KlingClient,
  type KlingClientOptions,
} from '../../src/kling/client.ts';
import { KlingError } from '../../src/kling/errors.ts';
import { Secret } from '../../src/secret.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { JOB_ID } from './scripted-kling.ts';

export const API_KEY = 'api-key-kling-0000-made-up-for-tests';

/** A client with a key, a clock that never waits and limits that are short where they are real. */
export function aClient(baseUrl: string, changes: Partial<KlingClientOptions> = {}): KlingClient {
  const client = createKlingClient({
    baseUrl,
    credentials: { apiKey: new Secret(API_KEY) },
    clock: createManualClock(),
    random: () => 0,
    ...changes,
  });
  onTestFinished(() => client.close());
  return client;
}

export const anOrder: Order = {
  jobId: JOB_ID,
  portrait: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
  clip: Buffer.from('ID3 made-up clip'),
  prompt: 'smiles',
  mode: 'std',
};

/** A signal that nobody aborts. */
export const calm = new AbortController().signal;

/** The error that a call must end with. */
export async function failureOf(call: Promise<unknown>): Promise<KlingError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  if (outcome instanceof KlingError) return outcome;
  throw new Error('The call should have failed with a KlingError', { cause: outcome });
}
