import { expect } from 'vitest';
import { clip, portrait } from './a-discord.ts';
import { askedBy, MINUTE, type RefusalScene, type Refused, TEXT } from './a-refusal-scene.ts';
import { call } from './call.ts';
import { Bits, USUAL_BITS } from './permissions.ts';

export const refusalCases: readonly [
  code: number,
  status: number,
  why: string,
  ask: (here: RefusalScene) => Promise<Refused>,
][] = [
  [
    0,
    401,
    'a wrong token',
    ({ discord }) => call(discord, 'GET /users/@me', undefined, { token: 'x' }),
  ],
  [10003, 404, 'a channel that is not there', ({ discord }) => call(discord, 'GET /channels/1')],
  [
    10003,
    404,
    'a channel that was deleted',
    ({ discord, channel, messages }) => {
      channel.delete();
      return call(discord, `POST ${messages}`, TEXT);
    },
  ],
  [
    10004,
    404,
    'a guild that the bot is not in',
    ({ discord, guild }) => {
      guild.removeBot();
      return call(discord, `GET /guilds/${guild.id}`);
    },
  ],
  [
    10008,
    404,
    'a message that was deleted',
    async ({ discord, channel, messages, post }) => {
      const id = await post();
      channel.deleteMessage({ id });
      return call(discord, `PATCH ${messages}/${id}`, TEXT);
    },
  ],
  [
    10015,
    404,
    'a follow-up before the answer',
    async (here) => {
      const { token } = await askedBy(here);
      return call(here.discord, `POST /webhooks/${here.discord.applicationId}/${token}`, TEXT);
    },
  ],
  [
    10062,
    404,
    'an interaction that nobody made',
    ({ discord }) => call(discord, 'POST /interactions/1/x/callback', { type: 5 }),
  ],
  [
    10062,
    404,
    'an answer after three seconds',
    async (here) => {
      const { id, token } = await askedBy(here);
      here.pass(3_001);
      return call(here.discord, `POST /interactions/${id}/${token}/callback`, { type: 5 });
    },
  ],
  [
    40060,
    400,
    'a second answer',
    async (here) => {
      const { id, token } = await askedBy(here);
      await call(here.discord, `POST /interactions/${id}/${token}/callback`, { type: 5 });
      return call(here.discord, `POST /interactions/${id}/${token}/callback`, { type: 5 });
    },
  ],
  [
    50027,
    401,
    'a token after fifteen minutes',
    async (here) => {
      const { id, token } = await askedBy(here);
      await call(here.discord, `POST /interactions/${id}/${token}/callback`, { type: 5 });
      here.pass(15 * MINUTE + 1);
      return call(here.discord, `POST /webhooks/${here.discord.applicationId}/${token}`, TEXT);
    },
  ],
  [
    40005,
    413,
    'a file over the limit',
    ({ discord, messages }) => {
      discord.faults.uploadLimit = 3;
      return call(discord, `POST ${messages}`, TEXT, { files: [clip] });
    },
  ],
  [
    50001,
    403,
    'a channel that the bot may not see',
    ({ discord, channel, messages }) => {
      channel.deny(Bits.VIEW_CHANNEL);
      return call(discord, `POST ${messages}`, TEXT);
    },
  ],
  [
    50005,
    403,
    'an edit of what somebody else wrote',
    async ({ discord, ada, channel, messages }) => {
      const { id } = await ada.post(channel, { content: 'mine' });
      return call(discord, `PATCH ${messages}/${id}`, TEXT);
    },
  ],
  [
    50006,
    400,
    'a message with nothing in it',
    ({ discord, messages }) => call(discord, `POST ${messages}`, { content: ' ' }),
  ],
  [
    50007,
    403,
    'a DM to who takes none',
    ({ discord }) => {
      const { id } = discord.createUser({ acceptsDms: false }).dm();
      return call(discord, `POST /channels/${id}/messages`, TEXT);
    },
  ],
  [
    50008,
    400,
    'a message right in a forum',
    ({ discord, guild }) => {
      const { id } = guild.createTextChannel({ type: 'forum' });
      return call(discord, `POST /channels/${id}/messages`, TEXT);
    },
  ],
  [
    50013,
    403,
    'a message without SEND_MESSAGES',
    ({ discord, channel, messages }) => {
      channel.deny(Bits.SEND_MESSAGES);
      return call(discord, `POST ${messages}`, TEXT);
    },
  ],
  [
    50013,
    403,
    'a file without ATTACH_FILES',
    ({ discord, guild, messages }) => {
      guild.setBotPermissions(USUAL_BITS & ~Bits.ATTACH_FILES);
      return call(discord, `POST ${messages}`, TEXT, { files: [portrait] });
    },
  ],
  [
    50013,
    403,
    'a thread without CREATE_PUBLIC_THREADS',
    async ({ discord, channel, messages, post }) => {
      const id = await post();
      channel.deny(Bits.CREATE_PUBLIC_THREADS);
      return call(discord, `POST ${messages}/${id}/threads`, { name: 'a' });
    },
  ],
  [
    50013,
    403,
    'a message in a thread without SEND_MESSAGES_IN_THREADS',
    async ({ discord, channel, startThread }) => {
      const { id } = await startThread();
      channel.deny(Bits.SEND_MESSAGES_IN_THREADS);
      return call(discord, `POST /channels/${id}/messages`, TEXT);
    },
  ],
  [
    50013,
    403,
    'the deletion of what somebody else wrote',
    async ({ discord, ada, channel, messages }) => {
      const { id } = await ada.post(channel, { content: 'mine' });
      return call(discord, `DELETE ${messages}/${id}`);
    },
  ],
  [
    50024,
    400,
    'a thread in a thread',
    async ({ discord, startThread }) => {
      const { id } = await startThread();
      const { body } = await call(discord, `POST /channels/${id}/messages`, TEXT);
      return call(discord, `POST /channels/${id}/messages/${body['id']}/threads`, { name: 'a' });
    },
  ],
  [
    50035,
    400,
    'a reply to what is not there',
    ({ discord, messages }) =>
      call(discord, `POST ${messages}`, { ...TEXT, message_reference: { message_id: '1' } }),
  ],
  [
    50083,
    400,
    'an edit in an archived thread',
    async ({ discord, startThread }) => {
      const thread = await startThread();
      const { body } = await call(discord, `POST /channels/${thread.id}/messages`, TEXT);
      thread.archive();
      return call(discord, `PATCH /channels/${thread.id}/messages/${body['id']}`, { content: 'b' });
    },
  ],
  [
    50109,
    400,
    'a body that is no JSON',
    ({ discord, messages }) => call(discord, `POST ${messages}`, '{'),
  ],
  [
    160002,
    400,
    'a reply without READ_MESSAGE_HISTORY',
    async ({ discord, channel, messages, post }) => {
      const message_reference = { message_id: await post() };
      channel.deny(Bits.READ_MESSAGE_HISTORY);
      return call(discord, `POST ${messages}`, { ...TEXT, message_reference });
    },
  ],
  [
    160004,
    400,
    'a second thread from a message',
    async ({ discord, messages, startThread }) => {
      const { id } = await startThread();
      return call(discord, `POST ${messages}/${id}/threads`, { name: 'again' });
    },
  ],
  [
    160005,
    400,
    'a message in a locked thread',
    async ({ discord, startThread }) => {
      const thread = await startThread();
      thread.lock();
      return call(discord, `POST /channels/${thread.id}/messages`, TEXT);
    },
  ],
  [
    160006,
    400,
    'a thread too many',
    async ({ discord, messages, post }) => {
      discord.faults.activeThreadLimit = 0;
      return call(discord, `POST ${messages}/${await post()}/threads`, { name: 'a' });
    },
  ],
  [
    30046,
    429,
    'too many edits of an old message',
    async ({ discord, messages, post, pass }) => {
      const id = await post();
      pass(61 * MINUTE);
      const edit = () => call(discord, `PATCH ${messages}/${id}`, TEXT);
      for (let edits = 0; edits < 5; edits += 1) expect((await edit()).status).toBe(200);
      return edit();
    },
  ],
  [
    10008,
    404,
    'an ephemeral message by the bot token',
    async (here) => {
      const asked = await askedBy(here);
      await call(here.discord, `POST /interactions/${asked.id}/${asked.token}/callback`, {
        type: 4,
        data: { content: 'only you', flags: 64 },
      });
      return call(here.discord, `PATCH ${here.messages}/${asked.message()?.id}`, TEXT);
    },
  ],
];
