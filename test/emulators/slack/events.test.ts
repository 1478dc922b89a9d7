import { describe, expect, it } from 'vitest';
import { next, startSocketBot } from './a-bot.ts';
import { clip, openSlack, portrait } from './a-slack.ts';
import type { SlackOptions } from './handle.ts';

async function scene(options: SlackOptions = {}) {
  const slack = await openSlack(options);
  const channel = slack.team.createChannel();
  const mia = slack.team.createUser({ name: 'mia' });
  const bot = await startSocketBot(slack);
  return { slack, channel, mia, bot, types: () => bot.events.map(({ type }) => type) };
}

describe('a post with files that mentions the app', () => {
  it('is told as mention, message and files', async () => {
    const { slack, channel, mia, bot, types } = await scene();
    const message = await mia.mention(channel, 'talk', { files: [portrait, clip] });
    expect(types()).toEqual(['app_mention', 'message', 'file_shared', 'file_shared']);
    const [mention, plain, shared] = bot.events;
    expect(mention?.event).toMatchObject({
      user: mia.id,
      text: `<@${slack.team.botUserId}> talk`,
      channel: channel.id,
      ts: message.ts,
      event_ts: message.ts,
      files: [{ name: 'portrait.png' }, { subtype: 'slack_audio', mimetype: 'audio/mp4' }],
    });
    expect(mention?.event['subtype']).toBeUndefined();
    expect(plain?.event).toMatchObject({ subtype: 'file_share', channel_type: 'channel' });
    expect(shared?.event).toMatchObject({ channel_id: channel.id, user_id: mia.id });
    expect(plain?.body).toMatchObject({
      type: 'event_callback',
      team_id: slack.team.id,
      api_app_id: slack.appId,
      authorizations: [{ team_id: slack.team.id, user_id: slack.team.botUserId, is_bot: true }],
    });
    expect(slack.mistakes).toEqual([]);
  });

  it('is told in the other order, or by one event alone, as the test wants', async () => {
    const { slack, channel, mia, types } = await scene();
    Object.assign(slack.events, { order: 'message-first', fileShared: false });
    await mia.mention(channel, 'one');
    slack.events.message = false;
    await mia.mention(channel, 'two');
    Object.assign(slack.events, { message: true, mention: false });
    await mia.mention(channel, 'three');
    expect(types()).toEqual(['message', 'app_mention', 'app_mention', 'message']);
  });

  it('comes four times under one id, and says so from the second on', async () => {
    const { slack, channel, mia, bot } = await scene();
    Object.assign(slack.events, { times: 4, message: false });
    await mia.mention(channel, 'talk');
    expect(bot.events.map(({ retryNum }) => retryNum)).toEqual([0, 1, 2, 3]);
    expect(new Set(bot.events.map(({ body }) => body['event_id'])).size).toBe(1);
  });
});

describe('the app hears', () => {
  it('nothing from a channel that it is not in, or has left', async () => {
    const { slack, channel, mia, bot } = await scene();
    const other = slack.team.createChannel({ hasBot: false });
    await mia.mention(other, 'talk');
    channel.removeBot();
    await mia.mention(channel, 'talk');
    expect(bot.events).toEqual([]);
    channel.addBot();
    await mia.post(channel, { text: 'hello' });
    expect(bot.events).toHaveLength(1);
  });

  it.each([
    ['app_mentions:read', ['message', 'file_shared']],
    ['channels:history', ['app_mention', 'file_shared']],
    ['files:read', ['app_mention', 'message']],
  ])('less without the scope %s', async (scope, left) => {
    const { slack, channel, mia, types } = await scene();
    slack.team.scopes.delete(scope);
    await mia.mention(channel, 'talk', { files: [portrait] });
    expect(types()).toEqual(left);
  });

  it('messages alone in a direct conversation, each kind by its name', async () => {
    const { slack, mia, bot } = await scene();
    await mia.mention(mia.im(), 'hello');
    const group = slack.team.createChannel({ isGroupDm: true, members: [mia] });
    await mia.post(group, { text: 'hello' });
    const secret = slack.team.createChannel({ isPrivate: true, members: [mia] });
    await mia.post(secret, { text: 'hello' });
    expect(bot.events.map(({ event }) => event['channel_type'])).toEqual(['im', 'mpim', 'group']);
  });

  it('of edits and deletions, and of the mention that an edit makes', async () => {
    const { slack, channel, mia, bot, types } = await scene();
    const message = await mia.post(channel, { text: 'hello' });
    await mia.edit(message, `<@${slack.team.botUserId}> hello`);
    await mia.delete(message);
    expect(types()).toEqual(['message', 'app_mention', 'message', 'message']);
    expect(bot.events[1]?.event).toMatchObject({ ts: message.ts, edited: { user: mia.id } });
    expect(bot.events[2]?.event).toMatchObject({
      subtype: 'message_changed',
      previous_message: { text: 'hello' },
      message: { ts: message.ts },
    });
    expect(bot.events[3]?.event).toMatchObject({
      subtype: 'message_deleted',
      deleted_ts: message.ts,
    });
    expect(channel.all()).toEqual([]);
  });

  it('its own messages too', async () => {
    const { slack, channel, bot } = await scene();
    await bot.app.client.chat.postMessage({ channel: channel.id, text: 'hello' });
    const { event } = await next(bot.events);
    const { botId, botUserId } = slack.team;
    expect(event).toMatchObject({ bot_id: botId, user: botUserId, app_id: slack.appId });
  });

  it('that it was uninstalled, and nothing afterwards', async () => {
    const { slack, channel, mia, bot, types } = await scene();
    slack.team.uninstall();
    await next(bot.events, 2);
    channel.addBot();
    await mia.mention(channel, 'talk');
    expect(types()).toEqual(['app_uninstalled', 'tokens_revoked']);
  });
});

it('shows a file of a connected workspace as a stub without a link', async () => {
  const { slack, channel, mia, bot } = await scene();
  await mia.mention(channel, 'talk', { files: [{ ...portrait, isExternal: true }] });
  const [mention] = bot.events;
  const { files } = (mention?.event ?? {}) as { files?: { id: string }[] };
  const [file] = files ?? [];
  const stub = { id: file?.id, mode: 'file_access', file_access: 'check_file_info' };
  expect(file).toEqual(stub);
  const { file: whole } = await bot.app.client.files.info({ file: file?.id ?? '' });
  expect(whole).toMatchObject({
    name: 'portrait.png',
    url_private: expect.stringMatching(/^http/),
  });
  expect(slack.mistakes).toEqual([]);
});
