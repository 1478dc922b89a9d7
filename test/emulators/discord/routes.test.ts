import { expect, it } from 'vitest';
import { openDiscord } from './a-discord.ts';
import { call } from './call.ts';

/** Every route of the emulator with what it holds a bot to; what is not here answers 404. */
const COVERAGE: Record<string, string> = {
  'GET /gateway': 'open to all',
  'GET /gateway/bot': 'token, shards, identifies that are left',
  'GET /users/@me': 'token',
  'POST /users/@me/channels': 'the person exists; closed DMs refuse at the message',
  'GET /applications/@me': 'token',
  'GET /oauth2/applications/@me': 'token',
  'GET /channels/{}': 'VIEW_CHANNEL',
  'PATCH /channels/{}': 'threads only: archive and lock, with their permissions',
  'DELETE /channels/{}': 'MANAGE_CHANNELS, MANAGE_THREADS',
  'GET /channels/{}/messages': 'pages, empty without READ_MESSAGE_HISTORY, content emptied',
  'POST /channels/{}/messages': 'permissions, limits, nonce, mentions, replies, revival of threads',
  'GET /channels/{}/messages/{}': 'READ_MESSAGE_HISTORY, content emptied',
  'PATCH /channels/{}/messages/{}': 'own messages, attachments kept, edits of old ones limited',
  'DELETE /channels/{}/messages/{}': 'MANAGE_MESSAGES for those of others',
  'POST /channels/{}/messages/{}/threads':
    'kind of channel, one per message, number of active ones',
  'POST /channels/{}/typing': 'SEND_MESSAGES, not in archived threads',
  'GET /guilds/{}': 'membership of the bot',
  'GET /guilds/{}/roles': 'membership of the bot',
  'GET /guilds/{}/channels': 'membership of the bot',
  'GET /guilds/{}/members/{}': 'membership of both',
  'GET /applications/{}/commands': 'localizations on demand',
  'PUT /applications/{}/commands': 'names, texts, numbers; ids are kept',
  'POST /applications/{}/commands': 'names, texts, numbers; 201 or 200',
  'GET /applications/{}/guilds/{}/commands': 'localizations on demand',
  'PUT /applications/{}/guilds/{}/commands': 'names, texts, numbers; ids are kept',
  'POST /applications/{}/guilds/{}/commands': 'names, texts, numbers; 201 or 200',
  'POST /interactions/{}/{}/callback': 'three seconds, once, the kinds that fit',
  'POST /webhooks/{}/{}': 'fifteen minutes, after the answer, first one fills a deferral',
  'GET /webhooks/{}/{}/messages/{}': 'fifteen minutes, own messages, also @original',
  'PATCH /webhooks/{}/{}/messages/{}': 'fifteen minutes, own messages, also @original',
  'DELETE /webhooks/{}/{}/messages/{}': 'fifteen minutes, own messages, also @original',
};

it('has the routes of the table and no others', async () => {
  const discord = await openDiscord();
  expect([...discord.routes].sort()).toEqual(Object.keys(COVERAGE).sort());
});

it('answers 404 to what it does not have', async () => {
  const discord = await openDiscord();
  expect(await call(discord, 'GET /users/@me/guilds')).toMatchObject({ status: 404, code: 0 });
});

it('gives good answers for what the bot may read', async () => {
  const discord = await openDiscord();
  const guild = discord.createGuild();
  const channel = guild.createTextChannel();
  const ada = discord.createUser();
  const { body: dm } = await call(discord, 'POST /users/@me/channels', { recipient_id: ada.id });
  expect(dm['id']).toBe(ada.dm().id);
  const paths = [
    'GET /gateway',
    'GET /gateway/bot',
    'GET /users/@me',
    'GET /applications/@me',
    'GET /oauth2/applications/@me',
    `GET /channels/${channel.id}`,
    `GET /guilds/${guild.id}`,
    `GET /guilds/${guild.id}/roles`,
    `GET /guilds/${guild.id}/channels`,
    `GET /guilds/${guild.id}/members/@me`,
    `POST /channels/${channel.id}/typing`,
  ];
  for (const path of paths) expect((await call(discord, path)).status, path).toBeLessThan(300);
  expect(discord.mistakes).toEqual([]);
  expect(discord.requests.map(({ route }) => route)).toContain('/guilds/{}/members/{}');
});
