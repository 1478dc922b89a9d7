import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type Interaction as Received,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { next, startBot } from './a-bot.ts';
import { clip, openDiscord, portrait } from './a-discord.ts';
import { openScene, type Scene } from './a-scene.ts';
import { Bits } from './permissions.ts';

describe('a slash command', () => {
  it('says who asked, from where, and what the bot may do there', async () => {
    const { channel, ada, bot } = await openScene();
    channel.deny(Bits.ATTACH_FILES);
    await ada.slash(channel, 'avatar', { portrait, mode: 'pro' });
    const received = (await next(bot.interactions)) as ChatInputCommandInteraction;
    expect(received.appPermissions.bitfield & Bits.ATTACH_FILES).toBe(0n);
    expect(received.memberPermissions?.has(Bits.ATTACH_FILES)).toBe(true);
    expect(received).toMatchObject({ locale: 'de', guildLocale: 'fr', context: 0 });
    expect(received.attachmentSizeLimit).toBe(10 * 1_048_576);
    expect(received.authorizingIntegrationOwners.guildId).toBe(channel.guild?.id);
    expect(received.options.getString('mode')).toBe('pro');
  });

  it('has failed for the person after three seconds without an answer', async () => {
    let now = Date.now();
    const discord = await openDiscord({ now: () => now });
    const ada = discord.createUser();
    const bot = await startBot(discord);
    await bot.client.application.commands.set([{ name: 'ping', description: 'answers' }]);
    const asked = await ada.slash(ada.dm(), 'ping');
    const response = asked.response();
    now += 3_001;
    expect(await response).toMatchObject({ type: 'failed' });
  });

  it('shows an ephemeral answer to the person only', async () => {
    const answer = (each: Received) =>
      (each as ChatInputCommandInteraction).reply({
        content: 'secret',
        flags: MessageFlags.Ephemeral,
      });
    const { channel, ada, discord } = await openScene(answer);
    const asked = await ada.slash(channel, 'history');
    expect((await asked.response()).message).toMatchObject({ content: 'secret', flags: 64 });
    expect(channel.messages()).toEqual([]);
    expect(ada.sees(channel)).toHaveLength(1);
    expect(discord.createUser().sees(channel)).toEqual([]);
  });

  it('is answered in place of the loading message by the first follow-up', async () => {
    const { channel, ada, bot, discord } = await openScene();
    const asked = await ada.slash(channel, 'history');
    const received = (await next(bot.interactions)) as ChatInputCommandInteraction;
    await received.deferReply();
    await received.followUp('first');
    await received.followUp({
      content: 'second',
      files: [{ attachment: clip.bytes, name: 'a.ogg' }],
    });
    expect(asked.message()?.content).toBe('first');
    expect(asked.followUps().map(({ content }) => content)).toEqual(['second']);
    await received.deleteReply();
    expect(asked.message()).toBeUndefined();
    expect(discord.mistakes).toEqual([]);
  });

  it.each<[why: string, ask: (here: Scene) => Promise<unknown>, says: RegExp]>([
    ['of an unknown name', ({ ada, channel }) => ada.slash(channel, 'nothing'), /no command/],
    ['in a DM when it is for servers', ({ ada }) => ada.slash(ada.dm(), 'history'), /context 1/],
    ['without the permission', ({ ada, channel }) => ada.slash(channel, 'admin'), /may not/],
    ['without what is required', ({ ada, channel }) => ada.slash(channel, 'avatar'), /required/],
    [
      'with a file of another kind',
      ({ ada, channel }) => ada.slash(channel, 'avatar', { portrait: clip }),
      /clip.ogg/,
    ],
    [
      'with no choice of the list',
      ({ ada, channel }) => ada.slash(channel, 'avatar', { portrait, mode: 'x' }),
      /no choice/,
    ],
    [
      'with too long a text',
      ({ ada, channel }) => ada.slash(channel, 'avatar', { portrait, job: '123456' }),
      /123456/,
    ],
  ])('%s never reaches the bot', async (_why, ask, says) => {
    const here = await openScene();
    await expect(ask(here)).rejects.toThrow(says);
  });
});

it('asks the bot for choices while somebody types', async () => {
  const { ada, channel, discord } = await openScene(async (each) => {
    const asked = each as AutocompleteInteraction;
    await asked.respond([{ name: `${asked.options.getFocused()}!`, value: 'one' }]);
  });
  expect(await ada.autocomplete(channel, 'avatar', 'job', 'ab')).toEqual([
    { name: 'ab!', value: 'one' },
  ]);
  expect(discord.mistakes).toEqual([]);
});

it('gives a message command the whole message without any intent', async () => {
  const { ada, channel, bot, discord } = await openScene();
  const original = await ada.post(channel, { content: 'look', files: [portrait, clip] });
  const forwarded = await ada.post(channel, { forward: original });
  await ada.messageCommand(channel, 'Animate this', original);
  const first = (await next(bot.interactions)) as MessageContextMenuCommandInteraction;
  expect(first.targetMessage.content).toBe('look');
  expect(first.targetMessage.attachments.map(({ name }) => name)).toEqual([
    'portrait.png',
    'clip.ogg',
  ]);
  await ada.messageCommand(channel, 'Animate this', forwarded);
  const second = (await next(bot.interactions, 2)) as MessageContextMenuCommandInteraction;
  const snapshot = second.targetMessage.messageSnapshots.first();
  expect(snapshot?.attachments.map(({ name }) => name)).toEqual(['portrait.png', 'clip.ogg']);
  expect(discord.mistakes).toEqual([]);
});

it('offers no command to who may not use commands, nor a file to who may not attach', async () => {
  const { ada, channel } = await openScene();
  channel.guild?.addMember(ada, { permissions: Bits.VIEW_CHANNEL | Bits.USE_APPLICATION_COMMANDS });
  await expect(ada.slash(channel, 'avatar', { portrait })).rejects.toThrow(/may not/);
  channel.guild?.grant(ada, Bits.ATTACH_FILES);
  await ada.slash(channel, 'avatar', { portrait });
  channel.guild?.addMember(ada, { permissions: Bits.VIEW_CHANNEL });
  await expect(ada.slash(channel, 'history')).rejects.toThrow(/may not/);
});
