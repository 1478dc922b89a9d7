import { describe, expect, it } from 'vitest';
import { openRefusalScene, TEXT } from './a-refusal-scene.ts';
import { call } from './call.ts';
import { Bits } from './permissions.ts';
import { refusalCases } from './refusal-cases.ts';

describe('Discord refuses', () => {
  it.each(refusalCases)('with code %i and status %i %s', async (code, status, _why, ask) => {
    const here = await openRefusalScene();
    const { status: gotStatus, code: gotCode } = await ask(here);
    expect({ code: gotCode, status: gotStatus }).toEqual({ code, status });
    expect(here.discord.mistakes).toEqual([]);
  });
});

it('takes a message into an archived thread and opens it again', async () => {
  const { discord, startThread } = await openRefusalScene();
  const thread = await startThread();
  thread.archive();
  expect((await call(discord, `POST /channels/${thread.id}/messages`, TEXT)).status).toBe(200);
  expect(thread.isArchived).toBe(false);
});

it('lets an administrator do everything, and an overwrite take one thing', async () => {
  const { discord, guild, channel, messages } = await openRefusalScene();
  channel.deny(Bits.SEND_MESSAGES);
  guild.setBotPermissions(Bits.ADMINISTRATOR);
  expect((await call(discord, `POST ${messages}`, TEXT)).status).toBe(200);
});

it('takes the file that a boosted guild may have', async () => {
  const { discord, guild, messages } = await openRefusalScene();
  const large = { name: 'video.mp4', bytes: Buffer.alloc(10 * 1_048_576 + 1) };
  expect((await call(discord, `POST ${messages}`, {}, { files: [large] })).code).toBe(40005);
  guild.setPremiumTier(2);
  expect((await call(discord, `POST ${messages}`, {}, { files: [large] })).status).toBe(200);
});
