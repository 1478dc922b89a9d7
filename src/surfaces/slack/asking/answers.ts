import type { Clock } from '../../../clock.ts';
import type { Log } from '../../../log.ts';
import type { SlackClients } from '../clients.ts';
import type { Target } from '../place.ts';
import { isPermanent, slackErrorOf, wordsOf } from '../refusals.ts';
import { type Heard, keyOf, type Said } from './heard.ts';
import type { Dealing, Opening } from './inbox.ts';
import { createPosts } from './posts.ts';

/** Somebody in a thread, or at the message that it begins with. */
export interface Listener {
  readonly teamId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly threadTs: string;
  readonly isReply: boolean;
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
  open(heard: Heard, dealing: Dealing, where: Target, words: OpeningWords): Promise<Opening>;
  /** Puts other words into it: nothing came of the request. */
  reword(teamId: string, opening: Opening, text: string): Promise<void>;
}

export function createAnswers(deps: {
  readonly clients: SlackClients;
  readonly clock: Clock;
  readonly log: Log;
}): Answers {
  const { clients, log } = deps;
  const { patiently, postOnce, postNow, directTo } = createPosts(deps);

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
    whisper: async ({ teamId, channelId, userId, threadTs, isReply }, text) => {
      const client = await clients.of(teamId);
      // In a thread that has no answers yet Slack would show it to nobody.
      const thread = isReply ? { thread_ts: threadTs } : {};
      const whisper = { channel: channelId, user: userId, ...thread, text };
      await patiently(() => client.chat.postEphemeral(whisper)).catch(unlessPassing(log));
    },
    tell: async (teamId, userId, text) => {
      const client = await clients.of(teamId);
      const post = { text, part: 'answer', about: userId } as const;
      await postNow(client, { channelId: userId }, post).catch(unlessPassing(log));
    },
    open: async (heard, dealing, where, { text, elsewhere }) => {
      const { opening: known } = dealing.notes;
      if (known !== undefined) return known;
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
      await dealing.remember({ opening });
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

/** What is refused for good is only logged: there is no other way to say it. */
function unlessPassing(log: Log): (error: unknown) => void {
  return (error) => {
    if (!isPermanent(error)) throw error;
    log.warn({ reason: wordsOf(error) }, 'slack.not-answered');
  };
}
