import { describe, expect, it } from 'vitest';
import { openDiscord } from './a-discord.ts';
import { call } from './call.ts';

const row = {
  type: 1,
  components: [{ type: 2, style: 5, label: 'a', url: 'https://example.com' }],
};

async function scene() {
  const told: string[] = [];
  const discord = await openDiscord({ onMistake: (mistake) => told.push(mistake) });
  const channel = discord.createGuild().createTextChannel();
  const path = `POST /channels/${channel.id}/messages`;
  return { discord, channel, path, told };
}

describe('a request is refused and noted', () => {
  const cases: readonly [why: string, body: object, at: string][] = [
    ['that breaks the published schema', { content: 7 }, 'content'],
    [
      'that breaks it deep inside',
      { components: [{ ...row, components: [{ type: 2, style: 9 }] }] },
      'components',
    ],
    ['with over 2,000 characters', { content: 'x'.repeat(2_001) }, 'content'],
    ['with over five rows', { components: Array.from({ length: 6 }, () => row) }, 'components'],
    ['with a key that Discord does not know', { content: 'a', contents: 'b' }, 'contents'],
    [
      'with such a key deep inside',
      { content: 'a', components: [{ ...row, extra: 1 }] },
      'components',
    ],
  ];
  it.each(cases)('%s', async (_why, body, at) => {
    const { discord, channel, path, told } = await scene();
    const answer = await call(discord, path, body);
    expect(answer).toMatchObject({ status: 400, code: 50035 });
    expect(answer.body['errors']).toHaveProperty(at);
    expect(discord.mistakes).toEqual([
      expect.stringContaining(`request POST /channels/{}/messages`),
    ]);
    expect(told).toEqual(discord.mistakes);
    expect(channel.messages()).toEqual([]);
  });

  it('with upper case in the name of a command', async () => {
    const { discord } = await scene();
    const path = `POST /applications/${discord.applicationId}/commands`;
    const answer = await call(discord, path, { name: 'Avatar', description: 'a' });
    expect(answer).toMatchObject({ status: 400, code: 50035 });
    expect(discord.mistakes).toHaveLength(1);
  });
});

it('notes an answer of its own that breaks the published schema', async () => {
  const { discord, path } = await scene();
  discord.breakAnswers((_route, body) => ({ ...(body as object), mentions: 'nobody' }));
  await call(discord, path, { content: 'a' });
  expect(discord.mistakes).toEqual([expect.stringMatching(/^answer POST .* mentions /)]);
});

it('notes an answer that has no body where one is promised', async () => {
  const { discord } = await scene();
  discord.breakAnswers(() => undefined);
  await call(discord, 'GET /users/@me');
  expect(discord.mistakes).toEqual([expect.stringMatching(/^answer GET \/users\/@me/)]);
});

it('notes an event of its own that breaks the published schema', async () => {
  const { discord, channel } = await scene();
  const message = await discord.createUser().post(channel, { content: 'a' });
  Object.assign(message, { timestamp: 'now' });
  await discord.createUser().post(channel, { content: 'b', replyTo: message });
  expect(discord.mistakes).toEqual([
    expect.stringMatching(/^event MESSAGE_CREATE: referenced_message/),
  ]);
});

it('refuses components that the schema lets through', async () => {
  const { discord, path } = await scene();
  const button = (more: object) => ({
    components: [{ type: 1, components: [{ type: 2, style: 1, label: 'a', ...more }] }],
  });
  const bad = [
    button({}),
    button({ custom_id: 'a', url: 'https://example.com' }),
    button({ custom_id: 'a', label: '' }),
  ];
  bad.push({
    components: [
      ...button({ custom_id: 'a' }).components,
      ...button({ custom_id: 'a' }).components,
    ],
  });
  for (const body of bad) expect(await call(discord, path, body)).toMatchObject({ code: 50035 });
  const text = { components: [{ type: 10, content: 'a' }] };
  expect(await call(discord, path, text)).toMatchObject({ code: 50035 });
  expect((await call(discord, path, { ...text, flags: 1 << 15 })).status).toBe(200);
  expect(await call(discord, path, { ...text, flags: 1 << 15, content: 'a' })).toMatchObject({
    code: 50035,
  });
});
