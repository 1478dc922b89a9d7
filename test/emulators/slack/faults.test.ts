import { describe, expect, it } from 'vitest';
import { clientOf } from './a-bot.ts';
import { openSlack, portrait } from './a-slack.ts';
import type { FaultAnswer, SlackOptions } from './handle.ts';

async function scene(options: SlackOptions = {}) {
  const slack = await openSlack(options);
  slack.events.lossy = true;
  const channel = slack.team.createChannel();
  const client = clientOf(slack);
  const post = () => client.chat.postMessage({ channel: channel.id, text: 'hello' });
  return { slack, channel, client, post };
}

const POST = 'chat.postMessage';

describe('a request', () => {
  it.each<[answer: FaultAnswer, told: object]>([
    [
      { status: 429, retryAfter: 7 },
      { code: 'slack_webapi_rate_limited_error', retryAfter: 7 },
    ],
    [{ status: 500 }, { code: 'slack_webapi_http_error', statusCode: 500 }],
    [{ error: 'internal_error' }, { data: { ok: false, error: 'internal_error' } }],
    ['cut', { code: 'slack_webapi_request_error' }],
  ])('that meets %j has no effect, and the next one goes through', async (answer, told) => {
    const { slack, channel, post } = await scene();
    const fault = slack.faults.on(POST, answer);
    await expect(post()).rejects.toMatchObject(told);
    await fault.reached;
    expect(channel.all()).toEqual([]);
    await post();
    expect([fault.hits, channel.all().length]).toEqual([1, 1]);
  });

  it('whose answer is cut off has had its effect', async () => {
    const { slack, channel, post } = await scene();
    slack.faults.on(POST, 'cut-after');
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(channel.all()).toHaveLength(1);
    expect(slack.requests).toMatchObject([{ api: POST, status: undefined }]);
  });

  it.each<[answer: FaultAnswer, effects: number]>([
    ['hang', 0],
    ['hang-after', 1],
  ])('that is held by "%s" has had %i effects until it is released', async (answer, effects) => {
    const { slack, channel, post } = await scene();
    const fault = slack.faults.on(POST, answer);
    const posted = post();
    await fault.reached;
    await new Promise(setImmediate);
    expect(channel.all()).toHaveLength(effects);
    fault.release();
    expect(await posted).toMatchObject({ ok: true });
    expect(channel.all()).toHaveLength(1);
  });

  it('that hangs goes on when everything is released', async () => {
    const { slack, post } = await scene();
    const faults = [slack.faults.on(POST, 'hang'), slack.faults.on(POST, 'hang-after')];
    const posts = [post(), post()];
    await Promise.all(faults.map(({ reached }) => reached));
    slack.faults.releaseAll();
    expect(await Promise.all(posts)).toHaveLength(2);
  });

  it('meets a fault as often as told, and none that was removed', async () => {
    const { slack, post } = await scene();
    const fault = slack.faults.on(POST, { status: 503 }, 9);
    await expect(post()).rejects.toThrow();
    await expect(post()).rejects.toThrow();
    fault.remove();
    await post();
    expect(fault.hits).toBe(2);
  });
});

it('uploads, downloads and response_urls fail by names of their own', async () => {
  const { slack, channel, client } = await scene();
  for (const api of ['upload', 'file', 'hook']) slack.faults.on(api, { status: 502 });
  const mia = slack.team.createUser();
  const { upload_url: upload = '' } = await client.files.getUploadURLExternal({
    filename: 'a.mp4',
    length: 1,
  });
  const { url_private: file = '' } = mia.upload(portrait);
  const { responseUrl: hook = '' } = await mia.slash(channel, '/avatar');
  const headers = { authorization: `Bearer ${slack.team.botToken}` };
  expect((await fetch(upload, { method: 'POST', body: 'a' })).status).toBe(502);
  expect((await fetch(file, { headers })).status).toBe(502);
  expect((await fetch(hook, { method: 'POST' })).status).toBe(502);
});

it('a share of all requests fails, and the same ones in every run', async () => {
  const failures = async () => {
    const { slack, client } = await scene();
    let seed = 7;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    slack.faults.share(0.5, random, [{ status: 500 }, { error: 'internal_error' }]);
    for (let count = 0; count < 20; count += 1) await client.auth.test().catch(() => {});
    slack.faults.share(0, random, []);
    await client.auth.test();
    return slack.requests.map(({ status, error }) => error ?? status);
  };
  const first = await failures();
  expect(new Set(first)).toEqual(new Set([200, 500, 'internal_error']));
  expect(await failures()).toEqual(first);
});

describe('rate limits', () => {
  it('let a few messages burst, and then one a second in each channel', async () => {
    const clock = { now: Date.now() };
    const { slack, client, post } = await scene({ rateLimits: true, now: () => clock.now });
    for (let count = 0; count < 4; count += 1) await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
    const other = slack.team.createChannel();
    await client.chat.postMessage({ channel: other.id, text: 'hello' });
    clock.now += 1_000;
    await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
  });

  it('count a method by the minute, as its tier says', async () => {
    const clock = { now: Date.now() };
    const { client } = await scene({ rateLimits: true, now: () => clock.now });
    const ask = () => client.users.list({});
    for (let count = 0; count < 20; count += 1) await ask();
    clock.now += 15_000;
    await expect(ask()).rejects.toMatchObject({ retryAfter: 45 });
    clock.now += 45_000;
    await ask();
  });
});
