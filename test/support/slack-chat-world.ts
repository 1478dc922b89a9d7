import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { type Documents, type FetchLink, PostError } from '../../src/jobs/contracts.ts';
import type { Job, JobState, Receipt } from '../../src/jobs/job.ts';
import type { ProgressView } from '../../src/jobs/view.ts';
import { createFetchLink } from '../../src/media/attachment.ts';
import { Secret } from '../../src/secret.ts';
import {
  createSlackClients,
  notInstalled,
  type SlackClients,
} from '../../src/surfaces/slack/clients.ts';
import { type Place, threadOf } from '../../src/surfaces/slack/place.ts';
import { createSlackChat, type SlackChat } from '../../src/surfaces/slack/posting/slack-chat.ts';
import type { Slack, SlackChannel, SlackOptions, SlackUser } from '../emulators/slack/handle.ts';
import { startSlack } from '../emulators/slack/slack.ts';
import type { Message } from '../emulators/slack/wire.ts';
import { aJob } from './a-job.ts';
import { createInMemoryDocuments } from './in-memory-documents.ts';
import { clockOf, documentsOf, type Life } from './life.ts';
import { createRecordedLog, type RecordedLog } from './recorded-log.ts';
import { createSteppedClock, type SteppedClock } from './stepped-clock.ts';

/** A job as its record is in that state. */
export type JobOf = (kind: JobState['kind'], changes?: Partial<Job>) => Job;

/** A workspace with one channel, in which Ada has asked for a video. */
export interface SlackChatWorld {
  readonly slack: Slack;
  readonly clock: SteppedClock;
  readonly log: RecordedLog;
  readonly documents: Documents;
  readonly channel: SlackChannel;
  readonly ada: SlackUser;
  readonly chat: SlackChat;
  readonly signal: AbortSignal;
  /** Another process on the same documents, which may die on the way. */
  restart(life?: Life): SlackChat;
  /** Ada's message and the job that it asks for. */
  ask(channel?: SlackChannel, changes?: Partial<Place>): Promise<Asked>;
  /** A file of so many bytes. */
  video(bytes?: number): Promise<string>;
  /** Lets time pass, a little at a time so that the network keeps up, until it is settled. */
  settle<T>(work: Promise<T>): Promise<T>;
  /** The same, unless the process dies first. */
  settleOr(work: Promise<unknown>, isDead: () => boolean): Promise<void>;
  /** As the delivery does: looks, posts, and tries again while Slack is busy. */
  deliver(chat: SlackChat, job: Job, what: { file: string } | { text: string }): Promise<Receipt>;
  /** How many requests of a method were made. */
  count(api: string): number;
}

export interface Asked {
  readonly request: Message;
  readonly job: JobOf;
  /** What the bot has posted in the thread, as people see it. */
  thread(): Message[];
}

const STEP_MS = 250;
const REAL_STEP_MS = 1;
const RETRY_MS = 5_000;
const TRIES = 100;
const PATIENCE_STEPS = 2_000;

export async function createSlackChatWorld(options: SlackOptions = {}): Promise<SlackChatWorld> {
  const clock = createSteppedClock();
  const slack = await startSlack({ ...options, now: clock.now });
  // Nobody listens: only what is posted counts here.
  Object.assign(slack.events, { mention: false, message: false, fileShared: false });
  const folder = await mkdtemp(path.join(tmpdir(), 'slack-chat-'));
  onTestFinished(async () => {
    await slack.close();
    await rm(folder, { recursive: true, force: true });
    expect(slack.mistakes).toEqual([]);
  });
  const log = createRecordedLog();
  const documents = createInMemoryDocuments('slack');
  const ada = slack.team.createUser({ name: 'Ada' });
  const channel = slack.team.createChannel({ members: [ada] });
  const fetchLink: FetchLink = createFetchLink({ extraHosts: [slack.fileHost], clock });
  const { apiUrl } = slack;
  const clients = createSlackClients({
    tokens: {
      botToken: async (teamId) => {
        if (teamId !== slack.team.id || !slack.team.isInstalled) throw notInstalled(teamId);
        return new Secret(slack.team.botToken);
      },
    },
    ...{ apiUrl, log },
  });

  const restart = (life?: Life) =>
    createSlackChat(
      life === undefined
        ? { ...{ clients, documents, fetchLink, apiUrl, clock, log } }
        : {
            ...{ fetchLink, apiUrl, log },
            clients: clientsOf(life, clients),
            documents: documentsOf(life, 'documents', documents),
            clock: clockOf(life, clock),
          },
    );

  async function settle<T>(work: Promise<T>): Promise<T> {
    await settleOr(work, () => false);
    return work;
  }

  async function settleOr(work: Promise<unknown>, isDead: () => boolean): Promise<void> {
    const state = { isOver: false };
    const over = () => {
      state.isOver = true;
    };
    work.then(over, over);
    for (let step = 0; step < PATIENCE_STEPS; step += 1) {
      await wait(REAL_STEP_MS);
      if (state.isOver || isDead()) return;
      await clock.advance(STEP_MS);
    }
    throw new Error('It did not come about');
  }

  async function deliver(
    chat: SlackChat,
    job: Job,
    what: { file: string } | { text: string },
  ): Promise<Receipt> {
    const { signal } = new AbortController();
    for (let tries = 0; tries < TRIES; tries += 1) {
      try {
        const found = await settle(chat.findPost(job, signal));
        if (found !== undefined) return found;
        return await settle(
          'file' in what
            ? chat.postVideo(job, what.file, 'Here it is', signal)
            : chat.postNotice(job, what.text, signal),
        );
      } catch (error) {
        if (!(error instanceof PostError) || error.meaning !== 'busy') throw error;
        await clock.advance(Math.max(RETRY_MS, error.retryAfterMs ?? 0));
      }
    }
    throw new Error('Slack was busy all the time');
  }

  let asked = 0;
  return {
    ...{ slack, clock, log, documents, channel, ada, restart, settle, settleOr, deliver },
    chat: restart(),
    signal: new AbortController().signal,
    ask: async (where = channel, changes = {}) => {
      asked += 1;
      const request = await ada.post(where, { text: 'Make this talk, please' });
      const place: Place = {
        ...{ teamId: slack.team.id, channelId: where.id, threadTs: request.ts },
        ...changes,
      };
      const person = { surface: 'slack', id: `${slack.team.id}-${ada.id}` };
      const record = { person, thread: threadOf(place), acceptedAt: clock.now() };
      const id = `slack-${slack.team.id}-${where.id}-${asked}`;
      return {
        request,
        job: (kind, more) => aJob(id, kind, { ...record, ...more }),
        thread: () => where.messages(place.threadTs).filter(isOfBot),
      };
    },
    video: async (bytes = 2_000) => {
      const file = path.join(folder, `${bytes}.mp4`);
      await writeFile(file, Buffer.alloc(bytes, 7));
      return file;
    },
    count: (api) => slack.requests.filter((each) => each.api === api).length,
  };
}

export const isOfBot = ({ bot_id: botId }: Message) => botId !== undefined;

/** The messages among them that carry a video, which is still there. */
export function videosIn(messages: readonly Message[]): Message[] {
  return messages.filter(({ files = [] }) => files.some(({ mode }) => mode === 'hosted'));
}

/** The actions of all buttons under a message. */
export function actionsUnder({ blocks = [] }: Message): string[] {
  return blocks.flatMap(({ type, elements = [] }) =>
    type === 'actions' ? elements.map(({ action_id: action = '' }) => action) : [],
  );
}

/** All that stands in the blocks of a message. */
export function wordsIn({ blocks = [] }: Message): string {
  const texts = blocks.flatMap(({ type, text, elements = [] }) =>
    type === 'actions' ? [] : [text, ...elements].map((each) => each?.text),
  );
  return texts.filter((each) => typeof each === 'string').join('\n');
}

/** A job that has ended so. */
export function endedWith(job: JobOf, receipt: Receipt): Job {
  const { state } = job('done');
  if (state.kind !== 'done') throw new Error('It is not done');
  return job('done', { state: { ...state, delivery: { kind: 'posted', receipt } } });
}

/** Why a post was not taken. */
export function refusalOf(post: Promise<unknown>): Promise<PostError> {
  return post.then(
    () => {
      throw new Error('It was taken');
    },
    (error: unknown) => error as PostError,
  );
}

export function aView(phase: ProgressView['phase'], more: Partial<ProgressView> = {}) {
  return { phase, elapsedMs: 1_000, overdue: false, ...more } satisfies ProgressView;
}

export const QUEUED = aView('queued', { position: 3 });
export const DONE = aView('done', { ended: 'video', elapsedMs: 63_000 });

export function rendering(fraction: number, elapsedMs = 30_000): ProgressView {
  return aView('rendering', { fraction, expectedMs: 60_000, elapsedMs });
}

/** Each call to Slack is one of that life. */
function clientsOf(life: Life, clients: SlackClients): SlackClients {
  return { ...clients, of: async (...asked) => watched(life, await clients.of(...asked), '') };
}

function watched<T extends object>(life: Life, part: T, name: string): T {
  return new Proxy(part, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      const path = `${name}${String(key)}`;
      if (typeof value === 'function') {
        return (...args: unknown[]) =>
          life.call(path, () => Reflect.apply(value, target, args) as unknown);
      }
      return typeof value === 'object' && value !== null ? watched(life, value, `${path}.`) : value;
    },
  });
}
