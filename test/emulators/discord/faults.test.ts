import { REST } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { openDiscord } from './a-discord.ts';
import { call } from './call.ts';
import type { DiscordOptions, FaultAnswer } from './handle.ts';

const SEND = 'POST /channels/{}/messages';

async function scene(options: DiscordOptions = {}) {
  const discord = await openDiscord(options);
  const channel = discord.createGuild().createTextChannel();
  const rest = new REST({ api: discord.apiUrl, timeout: 100, retries: 3 }).setToken(discord.token);
  const path = `/channels/${channel.id}/messages` as const;
  const send = (body: object = {}) => rest.post(path, { body: { content: 'hello', ...body } });
  return { discord, channel, path, send, rest };
}

it('answers 429 as often as it is told, and the library waits', async () => {
  const { discord, channel, send } = await scene();
  const answer = { status: 429, retryAfterSeconds: 0.01 };
  const fault = discord.faults.add({ route: SEND, times: 2, answer });
  await send();
  expect(fault.hits).toBe(2);
  expect(discord.requests.map(({ status }) => status)).toEqual([429, 429, 200]);
  expect(channel.messages()).toHaveLength(1);
});

it('tells a global 429 as Discord tells it', async () => {
  const { discord, path } = await scene();
  discord.faults.add({
    route: SEND,
    answer: { status: 429, retryAfterSeconds: 1.5, global: true },
  });
  const { status, body, headers } = await call(discord, `POST ${path}`, { content: 'a' });
  expect({ status, body }).toMatchObject({ status: 429, body: { global: true, retry_after: 1.5 } });
  expect([headers.get('x-ratelimit-global'), headers.get('retry-after')]).toEqual(['true', '1.5']);
});

it('answers any status and code, and the library repeats 5xx three times', async () => {
  const { discord, send } = await scene();
  discord.faults.add({ route: SEND, times: 4, answer: { status: 502 } });
  await expect(send()).rejects.toThrow(/Bad Gateway/);
  expect(discord.requests).toHaveLength(4);
  const answer = { status: 403, code: 50013, message: 'Missing Permissions' };
  discord.faults.add({ route: /^POST .*messages$/, answer });
  await expect(send()).rejects.toMatchObject({ code: 50013 });
  await send();
});

describe('a connection', () => {
  it.each<[answer: FaultAnswer, effects: number]>([
    ['cut', 0],
    ['cut-after', 1],
    ['hang', 0],
    ['hang-after', 1],
  ])('that is lost by "%s" has had %i effects', async (answer, effects) => {
    const { discord, channel, rest, path } = await scene();
    const fault = discord.faults.add({ route: SEND, answer, times: 9 });
    rest.options.retries = 0;
    await expect(rest.post(path, { body: { content: 'a' } })).rejects.toThrow();
    await fault.reached;
    fault.remove();
    // The client may have given up before the effect is there.
    await expect.poll(() => channel.messages()).toHaveLength(effects);
    expect(discord.requests.map(({ status }) => status)).toEqual([undefined]);
    await rest.post(path, { body: { content: 'b' } });
  });

  it.each<[answer: FaultAnswer, effects: number]>([
    ['delay', 0],
    ['delay-after', 1],
  ])('that is held by "%s" has had %i effects until it is released', async (answer, effects) => {
    const { discord, channel, path } = await scene();
    const fault = discord.faults.add({ route: SEND, answer });
    const sent = call(discord, `POST ${path}`, { content: 'a' });
    await fault.reached;
    await expect.poll(() => channel.messages()).toHaveLength(effects);
    fault.release();
    expect((await sent).status).toBe(200);
    expect(channel.messages()).toHaveLength(1);
  });

  it('that hangs after the effect costs no second message when the nonce is enforced', async () => {
    const { discord, channel, send } = await scene();
    discord.faults.add({ route: SEND, answer: 'hang-after' });
    await send({ nonce: 'job-1', enforce_nonce: true });
    expect(discord.requests).toHaveLength(2);
    expect(channel.messages()).toHaveLength(1);
  });
});

describe('rate limits', () => {
  it('let five messages per channel pass in five seconds', async () => {
    const { discord, path, channel } = await scene({ rateLimits: true });
    const send = () => call(discord, `POST ${path}`, { content: 'a' });
    for (let sent = 0; sent < 5; sent += 1) {
      const { status, headers } = await send();
      expect([status, headers.get('x-ratelimit-remaining')]).toEqual([200, String(4 - sent)]);
    }
    const { status, body, headers } = await send();
    expect({ status, body }).toMatchObject({ status: 429, body: { global: false } });
    expect(body['retry_after']).toBeGreaterThan(3);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(4);
    expect(headers.get('x-ratelimit-scope')).toBe('user');
    const other = channel.guild?.createTextChannel();
    const elsewhere = await call(discord, `POST /channels/${other?.id}/messages`, { content: 'a' });
    expect(elsewhere.status).toBe(200);
  });

  it('stop the fifty-first request of a second, but no answer to an interaction', async () => {
    const { discord } = await scene({ rateLimits: true });
    // The token is in no bucket of its own, so different routes share the global one.
    const ask = () =>
      Promise.all([
        ...Array.from({ length: 30 }, () => call(discord, 'GET /users/@me')),
        ...Array.from({ length: 30 }, () => call(discord, 'GET /applications/@me')),
      ]);
    const answers = await ask();
    const stopped = answers.filter(({ status }) => status === 429);
    expect(stopped).toHaveLength(10);
    expect(stopped.every(({ body }) => body['global'] === true)).toBe(true);
    const { code } = await call(discord, 'POST /interactions/1/x/callback', { type: 5 });
    expect(code).toBe(10062);
  });
});
