import { stat } from 'node:fs/promises';
import {
  type APIChannel,
  type APIMessage,
  type REST,
  type RESTPostAPIChannelMessageJSONBody,
  Routes,
} from 'discord.js';
import { PostError } from '../../jobs/contracts.ts';
import type { Job, Receipt } from '../../jobs/job.ts';
import { repliesIn } from '../../jobs/locales.ts';
import type { Log } from '../../log.ts';
import { carriesOutcome, rowFor } from './buttons.ts';
import { findMessage, nonceOf, postAnswer, withVideo } from './messages.ts';
import { placeOf } from './place.ts';
import { placesFor, type ResultPlace } from './places.ts';
import { isPermanent, isTooLarge, wordsOf } from './refusals.ts';
import type { ShownJobs } from './shown.ts';
import { cut, MAX_CONTENT, plain } from './text.ts';
import type { OpenThread } from './threads.ts';
import type { UploadLimits } from './upload-limits.ts';
import { wordsIn } from './words/locales.ts';

type Body = RESTPostAPIChannelMessageJSONBody;

/** The last word of a job, with its video where there is one. */
interface Post {
  readonly text: string;
  /** A file on this machine. */
  readonly video?: string;
}

interface Results {
  find(job: Job, signal: AbortSignal): Promise<Receipt | undefined>;
  /** @throws PostError `gone`, `too-large`; others for what passes */
  post(job: Job, wanted: Post, signal: AbortSignal): Promise<Receipt>;
}

export function createResults(deps: {
  readonly rest: REST;
  readonly uploads: REST;
  readonly botId: () => string;
  readonly shown: ShownJobs;
  readonly openThread: OpenThread;
  readonly limits: UploadLimits;
  readonly log: Log;
}): Results {
  const { rest, uploads, botId, shown, openThread, limits, log } = deps;

  async function find(job: Job, signal: AbortSignal): Promise<Receipt | undefined> {
    const { threadId, elsewhere = [] } = (await shown.get(job.id)) ?? {};
    const { threads, messageId, channelId } = placeOf(job);
    // Of a thread that was started in an earlier run nothing may have been stored yet.
    const usual = threads && threadId !== null ? (threadId ?? messageId) : channelId;
    for (const each of [usual, ...elsewhere]) {
      const found = await findIn(each, job, signal);
      if (found !== undefined) return receiptOf(found);
    }
    return undefined;
  }

  async function findIn(channelId: string, job: Job, signal: AbortSignal) {
    const since = job.state.kind === 'delivering' ? job.state.since : job.acceptedAt;
    const isIt = (message: APIMessage) =>
      message.author.id === botId() && carriesOutcome(message, job.id);
    try {
      return await findMessage(rest, channelId, since, isIt, signal);
    } catch (error) {
      // Where nobody may look, or nothing is, nothing of ours can be shown.
      if (isPermanent(error)) return undefined;
      throw error;
    }
  }

  async function post(job: Job, wanted: Post, signal: AbortSignal): Promise<Receipt> {
    const refusals: string[] = [];
    for (const [index, place] of placesFor(job, await openThread(job, signal)).entries()) {
      try {
        return receiptOf(await postTo(place, index > 0, job, wanted, signal));
      } catch (error) {
        if (isTooLarge(error)) throw await tooLarge(place, wanted, error);
        if (!isPermanent(error)) throw error;
        const reason = `${place.name}: ${wordsOf(error)}`;
        log.warn({ jobId: job.id, reason }, 'discord.place-refused');
        refusals.push(reason);
      }
    }
    const message = `Discord took it nowhere (${refusals.join('; ')})`;
    throw new PostError(message, { meaning: 'gone' });
  }

  async function postTo(
    place: ResultPlace,
    isElsewhere: boolean,
    job: Job,
    { text, video }: Post,
    signal: AbortSignal,
  ): Promise<APIMessage> {
    const channelId = place.channelId ?? (await openDirect(job.person.id, signal));
    if (isElsewhere) await noteElsewhere(job, channelId);
    const route = Routes.channelMessages(channelId);
    const send = async (body: Body): Promise<unknown> =>
      video === undefined
        ? rest.post(route, { body, signal })
        : uploads.post(route, {
            body: await withVideo(body, video, text),
            passThroughBody: true,
            signal,
          });
    const body = bodyOf(job, text, isElsewhere);
    return postAnswer(async (each) => (await send(each)) as APIMessage, body, place.replyTo);
  }

  async function openDirect(personId: string, signal: AbortSignal): Promise<string> {
    const body = { recipient_id: personId };
    return ((await rest.post(Routes.userChannels(), { body, signal })) as APIChannel).id;
  }

  /** Before the post, so that a later run knows where else to look for it. */
  async function noteElsewhere(job: Job, channelId: string): Promise<void> {
    const { elsewhere = [] } = (await shown.get(job.id)) ?? {};
    if (elsewhere.includes(channelId)) return;
    await shown.update(job.id, { elsewhere: [...elsewhere, channelId] });
  }

  async function tooLarge(place: ResultPlace, { video }: Post, cause: unknown) {
    const sure = await limits.tierLimit(place.guildId);
    const bytes = video === undefined ? 0 : (await stat(video)).size;
    const told = bytes > sure ? { maxBytes: sure } : {};
    const message = `${place.name} did not take ${bytes} bytes`;
    return new PostError(message, { meaning: 'too-large', ...told, cause });
  }

  return { find, post };
}

function bodyOf(job: Job, text: string, isElsewhere: boolean): Body {
  const said = `<@${job.person.id}> ${plain(text)}`;
  const why = isElsewhere ? `${plain(wordsIn(job.locale).postedElsewhere())}\n` : '';
  return {
    content: cut(why + said, MAX_CONTENT),
    components: rowFor(job, repliesIn(job.locale)),
    allowed_mentions: { parse: [], users: [job.person.id], replied_user: false },
    ...nonceOf(job.id, 'result'),
  };
}

/** Of the message that is really there: a repeated post is answered with the earlier one. */
function receiptOf({ id, channel_id: channelId, attachments }: APIMessage): Receipt {
  return { kind: attachments.length > 0 ? 'video' : 'notice', address: `${channelId}/${id}` };
}
