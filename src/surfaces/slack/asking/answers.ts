import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../../clock.ts';
import type { Log } from '../../../log.ts';
import type { SlackClients } from '../clients.ts';
import { carries, metadataOf, type Part } from '../marks.ts';
import { findMessage, type Message } from '../messages.ts';
import { isPermanent, neededScopeOf, retryAfterMsOf, slackErrorOf, wordsOf } from '../refusals.ts';
import { type Heard, keyOf, type Said } from './heard.ts';
import type { Dealing, Opening } from './inbox.ts';

const TRIES = 4;
/** Before the second try, where Slack does not say how long; twice as long each time. */
const RETRY_MS = 1_000;
/** Longer than this, and somebody who waits is better served by the next look into the inbox. */
const MAX_WAIT_MS = 30_000;
/** Links in what the bot says are nothing to be unfolded. */
const QUIET = { unfurl_links: false, unfurl_media: false };

/** A channel, or a thread in it. */
export interface Where {
  readonly channelId: string;
  readonly threadTs?: string;
}

/** Somebody in a thread. */
export interface Listener {
  readonly teamId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly threadTs: string;
}

interface Post {
  readonly text: string;
  readonly part: Part;
  readonly about: string;
}

interface OpeningWords {
  readonly text: string;
  /** Why it is not there; `refusal` is Slack's word for it. */
  readonly elsewhere: (refusal: string) => string;
}

/** What the bot says besides the progress and the outcome of jobs. */
export interface Answers {
  /** Answers a message in its thread, once, or in direct messages where the bot may not post there. */
  say(said: Said, dealing: Dealing, text: string): Promise<void>;
  /** Says something that only that person sees. */
  whisper(listener: Listener, text: string): Promise<void>;
  /** Says it in direct messages. */
  tell(teamId: string, userId: string, text: string): Promise<void>;
  /**
   * Posts, once, what the progress of a request by form will be shown in. Where the bot may not post
   * there it is in direct messages, after the word why.
   */
  open(heard: Heard, dealing: Dealing, where: Where, words: OpeningWords): Promise<Opening>;
  /** Puts other words into it: nothing came of the request. */
  reword(teamId: string, opening: Opening, text: string): Promise<void>;
}

export function createAnswers(deps: {
  readonly clients: SlackClients;
  readonly clock: Clock;
  readonly log: Log;
}): Answers {
  const { clients, clock, log } = deps;

  /** Tries what may pass by itself a few times, within the time that somebody waits. */
  async function patiently<T>(call: (isFirst: boolean) => Promise<T>): Promise<T> {
    for (let done = 1; ; done += 1) {
      try {
        return await call(done === 1);
      } catch (error) {
        const waitMs = retryAfterMsOf(error) ?? RETRY_MS * 2 ** (done - 1);
        if (isRefused(error) || done === TRIES || waitMs > MAX_WAIT_MS) throw error;
        log.info({ reason: wordsOf(error), waitMs }, 'slack.call-again');
        await clock.sleep(waitMs);
      }
    }
  }

  async function postOnce(
    client: WebClient,
    where: Where,
    post: Post,
    { isAgain, since }: Dealing,
  ): Promise<Opening> {
    return patiently(async (isFirst) => {
      // A call whose answer was lost on its way may have taken effect.
      const found = isAgain || !isFirst ? await findPost(client, where, post, since) : undefined;
      if (found?.ts !== undefined) return { channelId: where.channelId, ts: found.ts };
      return postNow(client, where, post);
    });
  }

  async function findPost(client: WebClient, where: Where, post: Post, since: number) {
    const isIt = (message: Message) => carries(message, post.part, post.about);
    try {
      return await findMessage(client, where, since, isIt);
    } catch (error) {
      if (!isRefused(error)) throw error;
      // Where nobody may look, an answer twice is better than none.
      log.info({ reason: wordsOf(error) }, 'slack.cannot-look');
      return undefined;
    }
  }

  async function postNow(
    client: WebClient,
    { channelId, threadTs }: Where,
    { text, part, about }: Post,
  ): Promise<Opening> {
    const posted = await client.chat.postMessage({
      channel: channelId,
      text,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      metadata: metadataOf(part, about),
      ...QUIET,
    });
    return { channelId: posted.channel ?? channelId, ts: posted.ts ?? '' };
  }

  /** By its own id, in which a message of the bot can be found again. */
  async function directTo(client: WebClient, userId: string): Promise<Where> {
    try {
      const { channel } = await client.conversations.open({ users: userId });
      return { channelId: channel?.id ?? userId };
    } catch (error) {
      // The user's id will do, but nobody can look there.
      if (neededScopeOf(error) === undefined) throw error;
      return { channelId: userId };
    }
  }

  return {
    say: async (said, dealing, text) => {
      const { teamId, channelId, userId, threadTs, ts } = said;
      const client = await clients.of(teamId);
      const post = { text, part: 'answer', about: keyOf(said) } as const;
      try {
        await postOnce(client, { channelId, threadTs: threadTs ?? ts }, post, dealing);
      } catch (error) {
        if (!isPermanent(error)) throw error;
        log.info({ reason: wordsOf(error) }, 'slack.cannot-answer');
        await directTo(client, userId)
          .then((direct) => postOnce(client, direct, post, dealing))
          .catch(unlessPassing(log));
      }
    },
    whisper: async ({ teamId, channelId, userId, threadTs }, text) => {
      const client = await clients.of(teamId);
      const whisper = { channel: channelId, user: userId, thread_ts: threadTs, text };
      await patiently(() => client.chat.postEphemeral(whisper)).catch(unlessPassing(log));
    },
    tell: async (teamId, userId, text) => {
      const client = await clients.of(teamId);
      const post = { text, part: 'answer', about: userId } as const;
      await postNow(client, { channelId: userId }, post).catch(unlessPassing(log));
    },
    open: async (heard, dealing, where, { text, elsewhere }) => {
      if (dealing.opening !== undefined) return dealing.opening;
      const client = await clients.of(heard.teamId);
      const mark = { part: 'opening', about: keyOf(heard) } as const;
      let opening: Opening;
      try {
        opening = await postOnce(client, where, { text, ...mark }, dealing);
      } catch (error) {
        if (!isPermanent(error)) throw error;
        log.info({ reason: wordsOf(error) }, 'slack.cannot-open');
        const direct = await directTo(client, heard.userId);
        const why = elsewhere(slackErrorOf(error) ?? '');
        // In a message of its own, because the progress takes the place of the other's words.
        await postOnce(client, direct, { text: why, part: 'answer', about: mark.about }, dealing);
        opening = await postOnce(client, direct, { text, ...mark }, dealing);
      }
      await dealing.remember(opening);
      return opening;
    },
    reword: async (teamId, { channelId, ts }, text) => {
      const client = await clients.of(teamId);
      await patiently(() => client.chat.update({ channel: channelId, ts, text })).catch(
        unlessPassing(log),
      );
    },
  };
}

/** True where the same call would be refused again now. */
function isRefused(error: unknown): boolean {
  return isPermanent(error) || neededScopeOf(error) !== undefined;
}

/** What is refused for good is only logged: there is no other way to say it. */
function unlessPassing(log: Log): (error: unknown) => void {
  return (error) => {
    if (!isPermanent(error)) throw error;
    log.warn({ reason: wordsOf(error) }, 'slack.not-answered');
  };
}
