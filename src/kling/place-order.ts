import type { Clock } from '../clock.ts';
import { MakerError, type TaskView } from '../jobs/contracts.ts';
import { BAD_VALUE } from './error-codes.ts';
import { KlingError, lookUpError } from './errors.ts';

export interface OrderSteps {
  readonly clock: Clock;
  /** Sends the paid call once. */
  create(): Promise<TaskView>;
  /** Asks for the task by our own id. */
  find(): Promise<TaskView | undefined>;
}

const MAX_ROUNDS = 3;

/** Reads followed creates at once in every published measurement; this is for a slow create. */
const SETTLE_MS = 3_000;
const MAX_SETTLE_MS = 30_000;

/**
 * Orders a task so that it is paid for once, whatever is lost on the way. Kling refuses a repeated
 * external id without charge, therefore sending again with the same id is safe; but a refusal must
 * not be believed while an earlier call may have made the task, so the id is looked up first.
 */
export async function placeOrder(steps: OrderSteps, signal: AbortSignal): Promise<TaskView> {
  let mayExist = false;
  for (let round = 1; ; round += 1) {
    const outcome = await createOnce(steps);
    if (!(outcome instanceof KlingError)) return outcome;
    const isUnclear = outcome.meaning === 'unclear';
    mayExist ||= isUnclear;
    if (!mayExist && outcome.klingCode !== BAD_VALUE) throw outcome;
    if (mayExist) await steps.clock.sleep(settleMs(round, outcome), signal);
    const existing = await lookUp(steps, outcome);
    if (existing !== undefined) return existing;
    if (!isUnclear || round === MAX_ROUNDS) throw outcome;
  }
}

async function createOnce(steps: OrderSteps): Promise<TaskView | KlingError> {
  try {
    return await steps.create();
  } catch (thrown) {
    if (thrown instanceof KlingError) return thrown;
    throw thrown;
  }
}

function settleMs(round: number, outcome: KlingError): number {
  return Math.min(Math.max(SETTLE_MS * round, outcome.retryAfterMs ?? 0), MAX_SETTLE_MS);
}

/** Without an answer to the question the whole order stays unclear, whatever `outcome` was. */
async function lookUp(steps: OrderSteps, outcome: KlingError): Promise<TaskView | undefined> {
  try {
    return await steps.find();
  } catch (thrown) {
    if (!(thrown instanceof MakerError)) throw thrown;
    throw lookUpError(outcome, thrown);
  }
}
