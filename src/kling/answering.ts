import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { VideoMaker } from '../jobs/contracts.ts';
import type { ExchangeFacts } from './exchange.ts';

/** What was heard within this time is news; an orchestrator asks every few seconds. */
const FRESH_MS = 30_000;
/** An orchestrator waits a few seconds for its answer. */
const ASK_LIMIT_MS = 3_000;

/** Whether something is well, and in a few words what is wrong. */
export interface Check {
  readonly ok: boolean;
  readonly detail: string;
}

export interface Answering {
  onExchange(facts: ExchangeFacts): void;
  /** Whether Kling answers, from what was heard lately, else by asking. It never rejects. */
  check(maker: Pick<VideoMaker, 'list'>): Promise<Check>;
}

interface Heard extends Check {
  readonly at: number;
}

/** Whether Kling answers. Most of the time the jobs find that out, and nothing has to be asked. */
export function watchAnswering(clock: Clock): Answering {
  let heard: Heard | undefined;
  let asking: Promise<void> | undefined;

  /** A refused key is an answer that helps nobody, so it is none. */
  function onExchange({ httpStatus = 0, problem }: ExchangeFacts): void {
    if (problem === 'aborted') return;
    const at = clock.now();
    if (problem !== undefined) heard = { at, ok: false, detail: problem };
    else if (httpStatus === 401) heard = { at, ok: false, detail: 'does not take the key' };
    else if (httpStatus >= 500) heard = { at, ok: false, detail: `answers ${httpStatus}` };
    else heard = { at, ok: true, detail: 'answers' };
  }

  async function ask(maker: Pick<VideoMaker, 'list'>): Promise<void> {
    const enough = new AbortController();
    const limit = clock.sleep(ASK_LIMIT_MS, enough.signal).then(
      () => enough.abort(),
      () => undefined,
    );
    try {
      await maker.list(1, 1, enough.signal);
    } catch (error) {
      if (isFresh()) return;
      const code = error instanceof AppError ? error.code : 'unexpected';
      const detail = enough.signal.aborted ? `no answer within ${ASK_LIMIT_MS} ms` : code;
      heard = { at: clock.now(), ok: false, detail };
    } finally {
      enough.abort();
      await limit;
    }
  }

  // Also where the clock was put back: what was heard in the future is old.
  const isFresh = () => heard !== undefined && Math.abs(clock.now() - heard.at) < FRESH_MS;

  return {
    onExchange,
    check: async (maker) => {
      if (!isFresh()) {
        // Those who ask meanwhile share the question.
        asking ??= ask(maker).finally(() => {
          asking = undefined;
        });
        await asking;
      }
      const { ok, detail } = heard ?? { ok: false, detail: 'not heard yet' };
      return { ok, detail };
    },
  };
}
