import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { createInOrder } from '../../../src/in-order.ts';
import type { Documents } from '../../../src/jobs/contracts.ts';
import { createDrafts } from '../../../src/surfaces/drafts.ts';
import type { FoundFiles } from '../../../src/surfaces/found-files.ts';
import { callerAt } from '../../../src/surfaces/slack/asking/callers.ts';
import { type Heard, keyOf, type Said } from '../../../src/surfaces/slack/asking/heard.ts';
import { createInbox } from '../../../src/surfaces/slack/asking/inbox.ts';
import type { Parts } from '../../../src/surfaces/slack/asking/parts.ts';
import { readHeard } from '../../../src/surfaces/slack/asking/read-heard.ts';
import { filesIn, isHidden } from '../../../src/surfaces/slack/asking/slack-files.ts';
import { readCommand, textOf } from '../../../src/surfaces/slack/asking/spoken.ts';
import { readThreadFiles } from '../../../src/surfaces/slack/asking/thread-files.ts';
import { createReadUser } from '../../../src/surfaces/slack/asking/users.ts';
import { createWishes } from '../../../src/surfaces/slack/asking/wishes.ts';
import type { SlackClients } from '../../../src/surfaces/slack/clients.ts';
import { keptFirst } from '../../../src/surfaces/slack/listening/kept-first.ts';
import { threadOf } from '../../../src/surfaces/slack/place.ts';
import { aJob } from '../../support/a-job.ts';
import { createInMemoryDocuments } from '../../support/in-memory-documents.ts';
import { createRecordedLog } from '../../support/recorded-log.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';

const FILE = { id: 'F1', name: 'me.png', mimetype: 'image/png' };
const EVENT = {
  type: 'app_mention',
  channel: 'C1',
  user: 'U1',
  text: '<@UBOT> smiling',
  ts: '1700000000.000100',
};

function event(changes: object = {}, around: object = {}): unknown {
  return {
    type: 'event_callback',
    team_id: 'T1',
    authorizations: [{ team_id: 'T1', user_id: 'UBOT', is_bot: true }],
    event: { ...EVENT, ...changes },
    ...around,
  };
}

const said = (changes: object = {}, around: object = {}): Said => {
  const heard = readHeard(event(changes, around));
  if (heard?.kind !== 'said') throw new Error('Nothing was said');
  return heard;
};

describe('what is said', () => {
  it.each([
    ['a mention', {}],
    ['a mention without files', { files: null }],
    ['a mention without a text', { text: null, files: [FILE] }],
    ['a mention as a message', { type: 'message' }],
    [
      'a mention with the name that old clients write',
      { type: 'message', text: '<@UBOT|avatar> hi' },
    ],
    [
      'a mention with files as a message',
      { type: 'message', subtype: 'file_share', files: [FILE] },
    ],
    ['a reply that is shown in the channel too', { subtype: 'thread_broadcast', thread_ts: '1.2' }],
    ['a direct message', { type: 'message', channel: 'D1', channel_type: 'im', text: 'hi' }],
    [
      'a message in the tab of the app',
      { type: 'message', channel: 'D1', channel_type: 'app_home' },
    ],
    ['a file in a thread', { type: 'message', text: '', thread_ts: '1.2', files: [FILE] }],
  ])('%s is heard', (_name, changes) => {
    expect(readHeard(event(changes))).toMatchObject({ kind: 'said', userId: 'U1' });
  });

  it.each([
    ['talk between people', { type: 'message', text: 'hi' }],
    ['talk in a thread', { type: 'message', text: 'hi', thread_ts: '1.2' }],
    ['a file in a channel', { type: 'message', text: '', files: [FILE] }],
    ['talk in a group', { type: 'message', channel: 'G1', channel_type: 'mpim', text: 'hi' }],
    ['a message of another bot', { bot_id: 'B1' }],
    ['a message of a workflow', { subtype: 'bot_message', bot_id: 'B1', user: undefined }],
    ['a message of the bot itself', { user: 'UBOT' }],
    ['a reminder', { user: 'USLACKBOT' }],
    ['an edit', { type: 'message', subtype: 'message_changed', message: EVENT, user: undefined }],
    ['a deletion', { type: 'message', subtype: 'message_deleted', deleted_ts: '1.2' }],
    ['an unfurled link', { type: 'message', subtype: 'message_changed' }],
    ['somebody who joins', { type: 'message', subtype: 'channel_join' }],
    ['the trace of a deleted message', { type: 'message', subtype: 'tombstone' }],
    ['a reaction', { type: 'reaction_added', reaction: 'eyes' }],
    ['a message of nobody', { user: undefined }],
  ])('%s is passed over', (_name, changes) => {
    expect(readHeard(event(changes))).toBeUndefined();
  });

  it.each([undefined, null, '', 1, [], {}, { event: null }, { event: EVENT }])(
    'is nothing in %j',
    (body) => {
      expect(readHeard(body)).toBeUndefined();
    },
  );

  it('belongs to the workspace that has the app, whoever tells it', () => {
    const authorizations = [{ team_id: 'T1', user_id: 'UBOT' }];
    expect(said({ user_team: 'T2' }, { team_id: 'T2', authorizations }).teamId).toBe('T1');
    const organisation = [{ team_id: null, user_id: 'UBOT' }];
    expect(said({}, { authorizations: organisation }).teamId).toBe('T1');
  });

  it('is the same as a mention and as a message, redelivered and edited', () => {
    const keys = [
      said(),
      said({ type: 'message' }),
      said({ type: 'message', files: [FILE], subtype: 'file_share' }),
      said({ edited: { user: 'U1', ts: '1700000009.000100' }, text: '<@UBOT> other' }),
    ].map(keyOf);
    expect(new Set(keys).size).toBe(1);
  });

  it('is another one in another channel, at another time, and once it is addressed to the bot', () => {
    const overheard = { type: 'message', text: '', thread_ts: '1.2', files: [FILE] };
    const keys = [said(), said({ channel: 'C2' }), said({ ts: '1.3' }), said(overheard)].map(keyOf);
    expect(new Set(keys).size).toBe(4);
  });
});

describe('a form that was sent', () => {
  const view = {
    id: 'V1',
    callback_id: 'avatar_request',
    private_metadata: '{}',
    state: {
      values: {
        portrait: { portrait: { type: 'file_input', files: [FILE] } },
        clip: { clip: { type: 'file_input', files: [] } },
        prompt: { prompt: { type: 'plain_text_input', value: null } },
        mode: { mode: { type: 'radio_buttons', selected_option: { value: 'pro' } } },
      },
    },
  };
  const sent = (changes: object = {}) =>
    readHeard({
      ...{ type: 'view_submission', team: { id: 'T1' }, user: { id: 'U1', team_id: 'T1' }, view },
      ...changes,
    });

  it('has what was filled in', () => {
    expect(sent()).toMatchObject({ portrait: FILE, prompt: '', mode: 'pro' });
    expect(sent()).not.toHaveProperty('clip');
  });

  it('belongs to the workspace that has the app', () => {
    const away = { team: null, user: { id: 'U1', team_id: 'T2' } };
    expect(sent(away)).toMatchObject({ teamId: 'T2' });
    const view_ = { ...view, app_installed_team_id: 'T1' };
    expect(sent({ ...away, view: view_ })).toMatchObject({ teamId: 'T1' });
    expect(sent({ team: null, user: { id: 'U1' } })).toBeUndefined();
  });
});

describe('a button that was pressed', () => {
  const press = (changes: object = {}) =>
    readHeard({
      type: 'block_actions',
      team: { id: 'T1' },
      user: { id: 'U1' },
      channel: { id: 'C1' },
      message: { ts: '2.1', thread_ts: '1.1' },
      actions: [{ action_id: 'retry', value: 'slack-T1-C1-1.1', action_ts: '3.1' }],
      ...changes,
    });

  it('tells one press from another', () => {
    const again = [{ action_id: 'retry', value: 'slack-T1-C1-1.1', action_ts: '3.2' }];
    const keys = [press(), press({ actions: again }), press({ user: { id: 'U2' } })];
    expect(new Set(keys.map((each) => keyOf(each as Heard))).size).toBe(3);
    expect(press()).toMatchObject({ threadTs: '1.1', action: 'retry' });
  });

  it.each([
    ['of another app', { actions: [{ action_id: 'approve', value: 'x', action_ts: '3.1' }] }],
    ['without a message', { message: undefined }],
    ['that is none', { actions: [] }],
  ])('%s is passed over', (_name, changes) => {
    expect(press(changes)).toBeUndefined();
  });
});

describe('what is written beside a mention', () => {
  it.each([
    ['<@UBOT> smiling', 'smiling'],
    ['hey <@UBOT|avatar>, smile', 'hey , smile'],
    ['<https://example.com/?a=1&amp;b=2>', 'https://example.com/?a=1&b=2'],
    ['<https://example.com|the sea>', 'the sea'],
    ['<mailto:a@example.com|a@example.com>', 'a@example.com'],
    ['<#C1|general> <#C2|> <#C3>', '#general #C2 #C3'],
    ['<@U2> <@U3|bo> and <!here>', 'bo and'],
    ['<!subteam^S1|@team> <!date^1700000000^{date}|in 2023>', '@team in 2023'],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['one\n\n  two\t three', 'one two three'],
    ['a < b', 'a < b'],
  ])('%s is read as "%s"', (text, plain) => {
    expect(textOf(text, 'UBOT')).toBe(plain);
  });

  it.each([
    ['status', 'en', { name: 'status', changes: {} }],
    ['CANCEL', 'en', { name: 'cancel', changes: {} }],
    ['cancel slack-T1-C1-1.2', 'en', { name: 'cancel', jobId: 'slack-T1-C1-1.2', changes: {} }],
    ['retry pro', 'en', { name: 'retry', changes: { mode: 'pro' } }],
    [
      'retry slack-T1-C1-1.2.2 a sea',
      'en',
      { jobId: 'slack-T1-C1-1.2.2', changes: { prompt: 'a sea' } },
    ],
    ['repetir sonriendo', 'es-MX', { name: 'retry', changes: { prompt: 'sonriendo' } }],
    ['help', 'ja-JP', { name: 'help' }],
  ])('"%s" (%s) is a command', (text, locale, command) => {
    expect(readCommand(text, locale)).toMatchObject(command);
  });

  it.each([
    ['', 'en'],
    ['smiling', 'en'],
    ['cancel culture explained', 'en'],
    ['help the reader understand', 'en'],
    ['status discord-1311', 'en'],
    ['estado', 'en'],
    ['constructor', 'en'],
  ])('"%s" (%s) is none', (text, locale) => {
    expect(readCommand(text, locale)).toBeUndefined();
  });
});

describe('a file', () => {
  it.each([
    ['a picture', { mimetype: 'image/heic' }, 'portraits'],
    ['a moving picture', { mimetype: 'image/gif' }, 'portraits'],
    [
      'a picture by its name',
      { name: 'IMG.HEIC', mimetype: 'application/octet-stream' },
      'portraits',
    ],
    ['a picture by what Slack takes it for', { name: 'IMG', filetype: 'heic' }, 'portraits'],
    [
      'a recorded clip labelled as a video',
      { mimetype: 'video/mp4', subtype: 'slack_audio' },
      'clips',
    ],
    [
      'a recorded clip labelled as anything',
      { mimetype: 'text/plain', subtype: 'slack_video' },
      'clips',
    ],
    ['a sound', { mimetype: 'audio/mpeg' }, 'clips'],
    ['a sound without a label', { name: 'memo.m4a', mimetype: null }, 'clips'],
    ['a document', { name: 'plan.pdf', mimetype: 'application/pdf', filetype: 'pdf' }, 'others'],
    ['a file without a name', { name: null, mimetype: null, filetype: null }, 'others'],
  ] as const)('is %s', (_name, file, part) => {
    expect(filesIn('T1', [{ id: 'F1', ...file }])[part]).toHaveLength(1);
  });

  it.each([
    [{ mode: 'file_access', file_access: 'check_file_info' }, true],
    [{ mode: 'file_access', file_access: 'file_not_found' }, true],
    [{ mode: 'tombstone' }, true],
    [{ mode: 'hidden_by_limit' }, true],
    [{ mode: 'hosted', file_access: 'visible' }, false],
  ])('%j is hidden: %s', (file, hidden) => {
    expect(isHidden({ id: 'F1', ...file })).toBe(hidden);
  });
});

describe('an event that cannot be kept', () => {
  it('is not given on, and so is not acknowledged', async () => {
    const given: unknown[] = [];
    let receive = async (_event: object): Promise<void> => undefined;
    const inner = {
      init: (app: { processEvent: (event: never) => Promise<void> }) => {
        receive = app.processEvent as typeof receive;
      },
      start: async () => undefined,
      stop: async () => undefined,
    };
    let isFull = true;
    const receiver = keptFirst(inner, async () => {
      if (isFull) throw new Error('The disk is full');
    });
    receiver.init({ processEvent: async (each: unknown) => void given.push(each) } as never);
    await expect(receive({ body: 1 })).rejects.toThrow('full');
    isFull = false;
    await receive({ body: 2 });
    expect(given).toEqual([{ body: 2 }]);
  });
});

describe('a thread', () => {
  const at = (ts: string, more: object = {}) => ({
    ts,
    user: 'U1',
    files: [{ ...FILE, id: ts }],
    ...more,
  });
  const pages = (...given: object[]) => {
    const replies = async ({ cursor = '0' }: { cursor?: string }) => {
      const page = given[Number(cursor)];
      if (page instanceof Error) throw page;
      return { messages: page, response_metadata: { next_cursor: String(Number(cursor) + 1) } };
    };
    return { conversations: { replies } } as unknown as WebClient;
  };
  const inThread = said({ ts: '5.1', thread_ts: '1.1' });
  const tooMany = new WebAPIRateLimitedError(60);
  const refused = new WebAPIPlatformError({ ok: false, error: 'thread_not_found' });

  it('gives the files of the root, of the message and of what the same person said before', async () => {
    const others = [at('2.1', { user: 'U2' }), at('3.1', { user: 'UBOT' }), at('6.1')];
    const messages = [at('1.1', { user: 'U2' }), at('2.2'), ...others, at('5.1'), { ts: '4.1' }];
    const { own, around } = await readThreadFiles(pages(messages, tooMany), inThread);
    const namesOf = ({ portraits }: FoundFiles) => portraits.map(({ address }) => address);
    expect([namesOf(own), namesOf(around)]).toEqual([['T1/5.1'], ['T1/1.1', 'T1/2.2']]);
  });

  it('that the bot has begun has no voice in its root', async () => {
    const messages = [at('1.1', { user: 'UBOT' }), at('5.1')];
    const { around } = await readThreadFiles(pages(messages, tooMany), inThread);
    expect(around.portraits).toEqual([]);
  });

  it('without what was deleted, and says where something is hidden', async () => {
    const gone = [at('1.1', { files: [{ id: 'F2', mode: 'tombstone' }] })];
    const none = { own: { portraits: [] }, around: { portraits: [], others: [] } };
    const seen = await readThreadFiles(pages(gone, refused), inThread);
    expect(seen).toMatchObject({ ...none, hasHidden: false });
    const old = [at('1.1', { files: [{ id: 'F2', mode: 'hidden_by_limit' }] })];
    const client = Object.assign(pages(old, refused), {
      files: {
        info: async () => {
          throw refused;
        },
      },
    });
    expect(await readThreadFiles(client, inThread)).toMatchObject({ ...none, hasHidden: true });
  });

  it('is empty where it was deleted, and to be read later where Slack has no time yet', async () => {
    const empty = await readThreadFiles(pages(refused), inThread);
    expect(empty.own.portraits).toEqual([]);
    await expect(readThreadFiles(pages(tooMany), inThread)).rejects.toBe(tooMany);
  });
});

describe('somebody', () => {
  const clock = createSteppedClock();
  const log = createRecordedLog();
  const reading = (user: object) => {
    const client = { users: { info: async () => ({ user }) } };
    const clients = { of: async () => client } as unknown as SlackClients;
    return createReadUser({ clients, clock, log })('T1', 'U1');
  };

  it.each([
    ['is an administrator', { is_admin: true, team_id: 'T1' }, true],
    ['is an owner', { is_owner: true }, true],
    ['is nobody special', { is_admin: false, team_id: 'T1' }, false],
    ['keeps order in another organisation only', { is_admin: true, team_id: 'T2' }, false],
    [
      'is an administrator in an organisation of several workspaces',
      { is_admin: true, team_id: 'T2', enterprise_user: { teams: ['T1', 'T2'] } },
      true,
    ],
  ])('%s', async (_name, user, isAdmin) => {
    expect(await reading(user)).toEqual({ locale: 'en-US', isAdmin });
  });
});

describe('the inbox', () => {
  it('is looked into again after it could not be read', async () => {
    const clock = createSteppedClock();
    const log = createRecordedLog();
    const documents = createInMemoryDocuments('inbox');
    const heard = [said({ ts: '2.1' }), said({ ts: '1.1' })];
    let isBroken = true;
    const inbox = createInbox(
      {
        ...documents,
        entries: () => {
          if (isBroken) throw new Error('The disk is away');
          return backwards(documents);
        },
      },
      clock,
    );
    for (const each of heard) {
      await inbox.keep(each);
      await clock.advance(1_000);
    }
    const dealt: string[] = [];
    const find = async (id: string) => {
      dealt.push(id);
      return {};
    };
    const drafts = createDrafts(createInMemoryDocuments('draft'), clock);
    const parts = { desk: { find }, drafts, log, inOrder: createInOrder() } as unknown as Parts;
    const stop = new AbortController();
    const over = createWishes(parts, inbox, clock).keepTaking(stop.signal);
    await clock.advance(40_000);
    expect([dealt, log.count('slack.inbox-unread')]).toEqual([[], 2]);
    isBroken = false;
    await clock.advance(40_000);
    expect(dealt).toEqual(['slack-T1-C1-2.1', 'slack-T1-C1-1.1']);
    stop.abort();
    await expect(over).rejects.toThrow();
  });
});

/** As a store may give them. */
async function* backwards<T>(documents: Documents): AsyncGenerator<readonly [string, T]> {
  const entries: (readonly [string, T])[] = [];
  for await (const entry of documents.entries<T>()) entries.unshift(entry);
  yield* entries;
}

describe('an administrator', () => {
  it('has a say in the jobs of that workspace, and of no other', async () => {
    const admin = async () => ({ locale: 'en-US', isAdmin: true });
    const place = { teamId: 'T1', channelId: 'C1', threadTs: '1.1' };
    const { moderates } = await callerAt(admin, 'U1', place);
    const jobIn = (teamId: string) =>
      aJob('slack-1', 'done', { thread: threadOf({ ...place, teamId }) });
    expect([moderates(jobIn('T1')), moderates(jobIn('T2'))]).toEqual([true, false]);
    const away = aJob('discord-1', 'done', { thread: { surface: 'discord', address: '{}' } });
    expect(moderates(away)).toBe(false);
  });
});
