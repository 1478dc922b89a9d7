import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../../clock.ts';
import type { Log } from '../../../log.ts';
import { carries, metadataOf, type Part } from '../marks.ts';
import { findMessage, type Message } from '../messages.ts';
import type { Target } from '../place.ts';
import { isPermanent, neededScopeOf, retryAfterMsOf, wordsOf } from '../refusals.ts';
import type { Dealing, Opening } from './inbox.ts';

const TRIES = 4;
/** Before the second try, where Slack does not say how long; twice as long each time. */
const RETRY_MS = 1_000;
/** Longer than this, and somebody who waits is better served by the next look into the inbox. */
const MAX_WAIT_MS = 30_000;
/** Links in what the bot says are nothing to be unfolded. */
const QUIET = { unfurl_links: false, unfurl_media: false };

/** Words of the bot, marked with what they are about. */
interface Post {
  readonly text: string;
  readonly part: Part;
  readonly about: string;
}

/** Ways to post words while somebody waits for them. */
interface Posts {
  /** Tries what may pass by itself a few times, within the time that somebody waits. */
  patiently<T>(call: (isFirst: boolean) => Promise<T>): Promise<T>;
  /** Posts what may be there already, from an earlier run or by a call whose answer was lost. */
  postOnce(client: WebClient, target: Target, post: Post, dealing: Dealing): Promise<Opening>;
  postNow(client: WebClient, target: Target, post: Post): Promise<Opening>;
  /** The direct messages with somebody, by their own id, in which a message can be found again. */
  directTo(client: WebClient, userId: string): Promise<Target>;
}

export function createPosts({ clock, log }: { readonly clock: Clock; readonly log: Log }): Posts {
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
    where: Target,
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

  async function findPost(client: WebClient, where: Target, post: Post, since: number) {
    const isIt = (message: Message) => carries(message, post.part, post.about);
    try {
      return await findMessage(client, where, since, isIt);
    } catch (error) {
      if (!isRefused(error)) throw error;
      // Target nobody may look, an answer twice is better than none.
      log.info({ reason: wordsOf(error) }, 'slack.cannot-look');
      return undefined;
    }
  }

  async function postNow(
    client: WebClient,
    { channelId, threadTs }: Target,
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

  async function directTo(client: WebClient, userId: string): Promise<Target> {
    try {
      const { channel } = await client.conversations.open({ users: userId });
      return { channelId: channel?.id ?? userId };
    } catch (error) {
      // The user's id will do, but nobody can look there.
      if (neededScopeOf(error) === undefined) throw error;
      return { channelId: userId };
    }
  }

  return { patiently, postOnce, postNow, directTo };
}

/** True where the same call would be refused again now. */
function isRefused(error: unknown): boolean {
  return isPermanent(error) || neededScopeOf(error) !== undefined;
}
