import { describe, expect, it } from 'vitest';
import { clientOf } from './a-bot.ts';
import { openSlack } from './a-slack.ts';

async function scene() {
  const slack = await openSlack();
  slack.events.lossy = true;
  const channel = slack.team.createChannel({ name: 'videos' });
  const mia = slack.team.createUser({ name: 'mia', locale: 'ja-JP', isAdmin: true });
  return { slack, channel, mia, client: clientOf(slack) };
}

const metadata = { event_type: 'avatar_job', event_payload: { job: 'job-1' } };

describe('the app', () => {
  it('answers in a thread, changes its answer and takes it back', async () => {
    const { slack, channel, mia, client } = await scene();
    const root = await mia.post(channel, { text: 'hello' });
    const place = { channel: channel.id, thread_ts: root.ts };
    const { ts = '', message } = await client.chat.postMessage({ ...place, text: 'working' });
    expect(message).toMatchObject({ text: 'working', thread_ts: root.ts });
    expect(channel.messages(root.ts)).toHaveLength(1);
    expect(channel.messages()).toHaveLength(1);
    expect(root.reply_count).toBe(1);
    await client.chat.update({ channel: channel.id, ts, text: 'done' });
    expect(channel.message(ts)).toMatchObject({
      text: 'done',
      edited: { user: slack.team.botUserId },
    });
    await client.chat.delete({ channel: channel.id, ts });
    expect(channel.messages(root.ts)).toEqual([]);
    expect(root.reply_count).toBe(0);
  });

  it('keeps blocks that an edit says nothing of, and loses them to a text', async () => {
    const { channel, client } = await scene();
    const blocks = [{ type: 'divider' }];
    const { ts = '' } = await client.chat.postMessage({ channel: channel.id, text: 'a', blocks });
    expect(channel.message(ts)?.blocks).toMatchObject([{ block_id: expect.any(String) }]);
    await client.chat.update({ channel: channel.id, ts, text: 'b' });
    expect(channel.message(ts)?.blocks).toBeUndefined();
  });

  it('writes to a person by their id', async () => {
    const { mia, client } = await scene();
    const { channel } = await client.chat.postMessage({ channel: mia.id, text: 'hello' });
    expect(channel).toBe(mia.im().id);
    const opened = await client.conversations.open({ users: mia.id });
    expect(opened.channel?.id).toBe(channel);
    expect(mia.im().messages()).toMatchObject([{ text: 'hello' }]);
  });

  it('writes to a public channel from outside, where it may', async () => {
    const { channel, client } = await scene();
    channel.removeBot();
    await client.chat.postMessage({ channel: channel.id, text: 'hello' });
    expect(channel.messages()).toHaveLength(1);
  });

  it('leaves the head of a thread as a tombstone', async () => {
    const { channel, mia, client } = await scene();
    const { ts = '' } = await client.chat.postMessage({ channel: channel.id, text: 'hello' });
    await mia.post(channel, { text: 'hi', threadTs: ts });
    await client.chat.delete({ channel: channel.id, ts });
    expect(channel.message(ts)).toMatchObject({ subtype: 'tombstone', user: 'USLACKBOT' });
    const again = client.chat.update({ channel: channel.id, ts, text: 'a' });
    await expect(again).rejects.toMatchObject({ data: { error: 'message_not_found' } });
  });

  it('reacts, once with each emoji', async () => {
    const { channel, mia, client } = await scene();
    const { ts: timestamp } = await mia.post(channel, { text: 'hello' });
    const reaction = { channel: channel.id, timestamp, name: 'eyes' };
    await client.reactions.add(reaction);
    await expect(client.reactions.add(reaction)).rejects.toThrow(/already_reacted/);
    expect(channel.reactions(timestamp)).toEqual(['eyes']);
    await client.reactions.remove(reaction);
    expect(channel.reactions(timestamp)).toEqual([]);
  });

  it('learns who somebody is, in which language, and what a channel is', async () => {
    const { channel, mia, client } = await scene();
    const { user } = await client.users.info({ user: mia.id, include_locale: true });
    expect(user).toMatchObject({ locale: 'ja-JP', is_admin: true, is_owner: false });
    const plain = await client.users.info({ user: mia.id });
    expect(plain.user).not.toHaveProperty('locale');
    const info = await client.conversations.info({ channel: channel.id });
    expect(info.channel).toMatchObject({ name: 'videos', is_member: true, is_private: false });
    const { permalink } = await client.chat.getPermalink({
      channel: channel.id,
      message_ts: (await mia.post(channel, { text: 'a' })).ts,
    });
    expect(permalink).toContain(`/archives/${channel.id}/p`);
  });
});

describe('a thread that is read', () => {
  async function thread() {
    const all = await scene();
    const { channel, mia, client } = all;
    const root = await mia.post(channel, { text: 'root' });
    const place = { channel: channel.id, thread_ts: root.ts };
    const times: string[] = [];
    for (const text of ['a', 'b', 'c']) {
      const { ts = '' } = await client.chat.postMessage({ ...place, text, metadata });
      times.push(ts);
    }
    const read = async (more: object = {}) => {
      const { messages = [], ...rest } = await client.conversations.replies({
        channel: channel.id,
        ts: root.ts,
        ...more,
      });
      return { ...rest, messages, texts: messages.map(({ text }) => text) };
    };
    return { ...all, times, read };
  }

  it('has its root first, and metadata for who asks', async () => {
    const { read } = await thread();
    const plain = await read();
    expect(plain.texts).toEqual(['root', 'a', 'b', 'c']);
    expect(plain.messages[1]).not.toHaveProperty('metadata');
    const { messages } = await read({ include_all_metadata: true });
    expect(messages[1]).toMatchObject({ metadata });
  });

  it('is cut by time and turned by pages', async () => {
    const { read, times } = await thread();
    expect((await read({ oldest: times[0] })).texts).toEqual(['b', 'c']);
    expect((await read({ oldest: times[0], inclusive: true })).texts).toEqual(['a', 'b', 'c']);
    expect((await read({ latest: times[1] })).texts).toEqual(['root', 'a']);
    const first = await read({ limit: 3 });
    expect(first).toMatchObject({ texts: ['root', 'a', 'b'], has_more: true });
    const cursor = first.response_metadata?.next_cursor;
    expect(await read({ limit: 3, cursor })).toMatchObject({ texts: ['c'], has_more: false });
  });

  it('is reached by one of its replies, which is no place to answer', async () => {
    const { slack, channel, client, times, read } = await thread();
    const [reply = ''] = times;
    expect((await read({ ts: reply })).texts).toHaveLength(4);
    expect(slack.mistakes).toEqual([]);
    await client.chat.postMessage({ channel: channel.id, thread_ts: reply, text: 'd' });
    expect((await read()).texts).toHaveLength(5);
    expect(slack.mistakes).toMatchObject([expect.stringContaining('reply')]);
  });
});

it('a channel tells its top level, newest first', async () => {
  const { channel, mia, client } = await scene();
  const root = await mia.post(channel, { text: 'one' });
  await mia.post(channel, { text: 'reply', threadTs: root.ts });
  await mia.post(channel, { text: 'shown', threadTs: root.ts, isBroadcast: true });
  await mia.post(channel, { text: 'two' });
  const { messages = [] } = await client.conversations.history({ channel: channel.id });
  expect(messages.map(({ text }) => text)).toEqual(['two', 'shown', 'one']);
});
