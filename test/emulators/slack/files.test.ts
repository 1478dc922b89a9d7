import { describe, expect, it } from 'vitest';
import { clientOf } from './a-bot.ts';
import { clip, openSlack, portrait } from './a-slack.ts';
import type { SlackOptions } from './handle.ts';

const video = Buffer.from('a video');

async function scene(options: SlackOptions = {}) {
  const slack = await openSlack(options);
  slack.events.lossy = true;
  const channel = slack.team.createChannel();
  const mia = slack.team.createUser();
  const client = clientOf(slack);
  const root = await mia.post(channel, { text: 'hello' });
  const upload = async (more: object = {}) => {
    const place = { channel_id: channel.id, thread_ts: root.ts };
    const wish = { ...place, filename: 'a.mp4', initial_comment: 'done', ...more };
    const { files } = await client.filesUploadV2({ file: video, ...wish });
    return (files as { files: { id: string }[] }[])[0]?.files[0]?.id ?? '';
  };
  const ticket = async (length: number) => {
    const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
      filename: 'a.mp4',
      length,
    });
    return { url, id };
  };
  return { slack, channel, mia, client, root, upload, ticket };
}

describe('an upload', () => {
  it('by the library becomes a message of the app in the thread', async () => {
    const { slack, channel, root, upload, client } = await scene();
    const id = await upload();
    expect(channel.messages(root.ts)).toMatchObject([
      {
        subtype: 'file_share',
        bot_id: slack.team.botId,
        text: 'done',
        thread_ts: root.ts,
        files: [{ id, name: 'a.mp4', mimetype: 'video/mp4', size: video.length }],
      },
    ]);
    expect(slack.bytesOf({ id })).toEqual(video);
    const { file } = await client.files.info({ file: id });
    const [reply] = channel.messages(root.ts);
    const share = { ts: reply?.ts, thread_ts: root.ts };
    expect(file?.shares).toMatchObject({ public: { [channel.id]: [share] } });
    expect(slack.mistakes).toEqual([]);
  });

  it('appears later than it is answered, as the clock says', async () => {
    const clock = { now: Date.now() };
    const { channel, root, upload, client } = await scene({
      now: () => clock.now,
      shareDelayMs: 5_000,
    });
    const id = await upload();
    const sharesNow = async () => (await client.files.info({ file: id })).file?.shares;
    clock.now += 4_999;
    expect(channel.messages(root.ts)).toEqual([]);
    expect(await sharesNow()).toEqual({});
    clock.now += 1;
    expect(await sharesNow()).toHaveProperty(['public', channel.id]);
    expect(channel.messages(root.ts)).toHaveLength(1);
  });

  it('that Slack loses is answered with ok and is nowhere', async () => {
    const { slack, channel, root, upload } = await scene();
    slack.loseNextShares(1);
    const lost = await upload();
    expect(channel.messages(root.ts)).toEqual([]);
    expect(slack.file(lost).shares).toEqual({});
    await upload();
    expect(channel.messages(root.ts)).toHaveLength(1);
  });

  it('without a channel is private', async () => {
    const { channel, upload, slack } = await scene();
    const id = await upload({ channel_id: undefined, thread_ts: undefined });
    expect(channel.all()).toHaveLength(1);
    expect(slack.file(id).shares).toEqual({});
  });

  it('takes exactly the bytes that were announced, plain or in a form', async () => {
    const { client, ticket } = await scene();
    const { url, id } = await ticket(3);
    const complete = () => client.files.completeUploadExternal({ files: [{ id }] });
    expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400);
    await expect(complete()).rejects.toMatchObject({ data: { error: 'file_update_failed' } });
    const form = new FormData();
    form.append('filename', new Blob(['abc']), 'a.mp4');
    expect((await fetch(url, { method: 'POST', body: form })).status).toBe(200);
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(404);
    expect(await complete()).toMatchObject({ files: [{ id }] });
    await expect(complete()).rejects.toMatchObject({ data: { error: 'file_not_found' } });
  });

  it.each<[what: string, error: string, place: object]>([
    ['no known channel', 'channel_not_found', { channel_id: 'C1', thread_ts: undefined }],
    ['a thread that is not there', 'invalid_thread_ts', { thread_ts: '1.000001' }],
  ])('into %s meets %s', async (_what, error, place) => {
    const { upload } = await scene();
    await expect(upload(place)).rejects.toMatchObject({ data: { error } });
  });

  it('needs the app in the channel, even where it may post', async () => {
    const { channel, upload, client } = await scene();
    channel.removeBot();
    await client.chat.postMessage({ channel: channel.id, text: 'hello' });
    await expect(upload()).rejects.toMatchObject({ data: { error: 'not_in_channel' } });
  });
});

it('a file is shared nowhere any more when its message is deleted', async () => {
  const { slack, channel, root, upload } = await scene();
  const id = await upload();
  const [reply] = channel.messages(root.ts);
  channel.deleteMessage(reply?.ts ?? '');
  expect(slack.file(id).shares).toEqual({ public: {} });
});

describe('a deleted file', () => {
  it('takes its message along when that says nothing else', async () => {
    const { channel, root, upload, client } = await scene();
    const id = await upload({ initial_comment: undefined });
    await client.files.delete({ file: id });
    expect(channel.messages(root.ts)).toEqual([]);
    const info = client.files.info({ file: id });
    await expect(info).rejects.toMatchObject({ data: { error: 'file_deleted' } });
  });

  it('leaves a tombstone in a message with words', async () => {
    const { channel, root, upload, client } = await scene();
    const id = await upload();
    await client.files.delete({ file: id });
    expect(channel.messages(root.ts)).toMatchObject([
      { text: 'done', files: [{ id, mode: 'tombstone' }] },
    ]);
  });
});

describe('a download', () => {
  const get = (url: string, token?: string, redirect: 'manual' | 'follow' = 'manual') =>
    fetch(url, {
      redirect,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });

  it('is served to the token of its workspace', async () => {
    const { slack, mia } = await scene();
    const { id, url_private_download: url = '', url_private: plain = '' } = mia.upload(clip);
    for (const address of [url, plain]) {
      const response = await get(address, slack.team.botToken);
      expect(response.headers.get('content-type')).toBe('audio/mp4');
      expect(Buffer.from(await response.arrayBuffer())).toEqual(slack.bytesOf({ id }));
    }
    const { api, token } = slack.requests.at(-1) ?? {};
    expect({ api, token }).toEqual({ api: 'file', token: slack.team.botToken });
  });

  it.each(['no token', 'a wrong token', 'no scope'])(
    'with %s ends at the login page',
    async (how) => {
      const { slack, mia } = await scene();
      if (how === 'no scope') slack.team.scopes.delete('files:read');
      const token = how === 'a wrong token' ? 'xoxb-1' : slack.team.botToken;
      const { url_private: url = '' } = mia.upload(portrait);
      const sent = how === 'no token' ? undefined : token;
      expect((await get(url, sent)).status).toBe(302);
      const page = await get(url, sent, 'follow');
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    },
  );

  it('can meet the login page at once', async () => {
    const { slack, mia } = await scene();
    slack.fileServer = 'login-page-at-once';
    const response = await get(mia.upload(portrait).url_private ?? '', slack.team.botToken);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
  });

  it('can be sent to another host, which sees whether a token comes along', async () => {
    const { slack, mia } = await scene();
    slack.fileServer = 'redirect-elsewhere';
    const { url_private: url = '' } = mia.upload(portrait);
    const first = await get(url, slack.team.botToken);
    const location = first.headers.get('location') ?? '';
    expect(new URL(location).host).toBe(slack.elsewhere.host);
    const good = await get(location);
    expect(await good.text()).toBe('a picture');
    expect(slack.mistakes).toEqual([]);
    await get(location, slack.team.botToken);
    expect(slack.elsewhere.requests).toHaveLength(2);
    expect(slack.mistakes).toMatchObject([expect.stringContaining('token')]);
  });
});
