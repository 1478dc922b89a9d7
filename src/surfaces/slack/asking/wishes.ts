import { SlackError } from '@slack/web-api';
import type { Clock } from '../../../clock.ts';
import { AppError, isAbort } from '../../../errors.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import { isPermanent, neededScopeOf, wordsOf } from '../refusals.ts';
import { plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';
import type { Heard } from './heard.ts';
import type { Dealing, Inbox } from './inbox.ts';
import type { Parts } from './parts.ts';
import { takePressed } from './pressed.ts';
import { takeSaid } from './said.ts';
import { takeSent } from './sent.ts';

/** How often what could not be dealt with is looked at again. */
const AGAIN_MS = 30_000;
const DAY_MS = 86_400_000;

/** Deals with what people want, until it is dealt with. */
export interface Wishes {
  /** Never rejects: what fails for a while stays in the inbox. */
  take(heard: Heard): Promise<void>;
  /** Goes on with what is left in the inbox, now and again and again; ends when `signal` is aborted. */
  keepTaking(signal: AbortSignal): Promise<void>;
}

export function createWishes(parts: Parts, inbox: Inbox, clock: Clock): Wishes {
  const { log } = parts;

  async function act(heard: Heard, dealing: Dealing): Promise<void> {
    try {
      await actOn(parts, heard, dealing);
    } catch (error) {
      if (isPassing(error)) throw error;
      log.error({ err: error, kind: heard.kind }, 'slack.wish-failed');
      await tellFailure(parts, heard, dealing, error).catch((reason: unknown) => {
        if (isPassing(reason)) throw reason;
        log.warn({ kind: heard.kind, reason: wordsOf(reason) }, 'slack.failure-not-told');
      });
    }
  }

  async function take(heard: Heard): Promise<void> {
    try {
      await inbox.deal(heard, (dealing) => act(heard, dealing));
    } catch (error) {
      log.warn({ kind: heard.kind, reason: wordsOf(error) }, 'slack.wish-postponed');
    }
  }

  return {
    take,
    keepTaking: async (signal) => {
      let sweptAt = Number.NEGATIVE_INFINITY;
      while (!signal.aborted) {
        try {
          // Waits for none of them: one that takes long must not hold up the others.
          for (const heard of await inbox.leftOver()) void take(heard);
          if (clock.now() - sweptAt > DAY_MS) {
            for (const { kind, teamId } of await inbox.sweep()) {
              log.error({ kind, teamId }, 'slack.wish-given-up');
            }
            await parts.drafts.sweep();
            sweptAt = clock.now();
          }
        } catch (error) {
          // Nobody else would ever look again.
          log.warn({ err: error }, 'slack.inbox-unread');
        }
        await clock.sleep(AGAIN_MS, signal);
      }
    },
  };
}

async function actOn(parts: Parts, heard: Heard, dealing: Dealing): Promise<void> {
  switch (heard.kind) {
    case 'said':
      return takeSaid(parts, heard, dealing);
    case 'sent':
      return takeSent(parts, heard, dealing);
    case 'pressed':
      return takePressed(parts, heard);
    default:
      return heard satisfies never;
  }
}

async function tellFailure(
  { answers, readUser }: Parts,
  heard: Heard,
  dealing: Dealing,
  error: unknown,
): Promise<void> {
  const { locale } = await readUser(heard.teamId, heard.userId);
  const text = plain(failureText(locale, error));
  if (heard.kind === 'said') await answers.say(heard, dealing, text);
  else if (heard.kind === 'pressed') await answers.whisper(heard, text);
  else await answers.tell(heard.teamId, heard.userId, text);
}

/** Why nothing came of a wish. */
export function failureText(locale: string, error: unknown): string {
  const scope = neededScopeOf(error);
  if (scope !== undefined) return wordsIn(locale).missingScope(scope);
  const errorCode = error instanceof AppError ? error.code : 'slack/unexpected';
  return repliesIn(locale).problem({ code: 'internal', errorCode });
}

/** What may go well at the next look, without anybody being told now. */
function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return error.retryable;
  if (isAbort(error)) return true;
  return error instanceof SlackError && !isPermanent(error) && neededScopeOf(error) === undefined;
}
