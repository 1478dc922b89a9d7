import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  ComponentType,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { next, startBot } from './a-bot.ts';
import { clip, openDiscord, portrait } from './a-discord.ts';
import { button, MODAL, openScene, row } from './a-scene.ts';
import type { DiscordUser } from './handle.ts';

describe('a modal', () => {
  it('brings files and texts, also long after it was shown', async () => {
    let now = Date.now();
    const discord = await openDiscord({ now: () => now });
    const channel = discord.createGuild().createTextChannel();
    const ada = discord.createUser();
    const bot = await startBot(discord, {
      onInteraction: async (each) => {
        if (each.isChatInputCommand()) await each.showModal(MODAL);
        if (each.isModalSubmit()) await each.deferReply();
      },
    });
    await bot.client.application.commands.set([{ name: 'avatar', description: 'asks' }]);
    const asked = await ada.slash(channel, 'avatar');
    expect((await asked.response()).modal?.title).toBe('Your voice');
    now += 20 * 60_000;
    const submitted = await ada.submitModal(asked, { files: [clip], prompt: 'smile' });
    const received = (await next(bot.interactions, 2)) as ModalSubmitInteraction;
    const file = received.fields.getUploadedFiles('files', true).first();
    expect(received.fields.getTextInputValue('prompt')).toBe('smile');
    expect(await (await fetch(file?.url ?? '')).text()).toBe('a voice');
    expect((await submitted.response()).type).toBe(5);
    expect(submitted.message()?.interaction_metadata?.type).toBe(5);
    expect(discord.mistakes).toEqual([]);
  });

  it.each<[why: string, values: Parameters<DiscordUser['submitModal']>[1], says: RegExp]>([
    ['without what is required', {}, /required/],
    ['with too many files', { files: [clip, clip, clip] }, /3 values/],
    ['with a file of another kind', { files: [portrait] }, /portrait.png/],
    ['with too long a text', { files: [clip], prompt: '12345678901' }, /length/],
  ])('is not sent %s', async (_why, values, says) => {
    const { ada, channel } = await openScene((each) =>
      (each as ChatInputCommandInteraction).showModal(MODAL),
    );
    const asked = await ada.slash(channel, 'history');
    await asked.response();
    await expect(ada.submitModal(asked, values)).rejects.toThrow(says);
  });
});

describe('a button', () => {
  it('updates its message, or answers it', async () => {
    const { ada, channel, bot, discord } = await openScene();
    const asked = await ada.slash(channel, 'history');
    const received = (await next(bot.interactions)) as ChatInputCommandInteraction;
    await received.reply({
      content: 'sure?',
      components: [row(button('yes'), button('no', true))],
      flags: 64,
    });
    const message = asked.message();
    if (message === undefined) throw new Error('no message');
    await expect(ada.click(channel, message, 'no')).rejects.toThrow(/disabled/);
    await expect(ada.click(channel, message, 'maybe')).rejects.toThrow(/no button/);
    await expect(discord.createUser().click(channel, message, 'yes')).rejects.toThrow(
      /no such message/,
    );
    const clicked = await ada.click(channel, message, 'yes');
    const click = (await next(bot.interactions, 2)) as ButtonInteraction;
    await click.update({ content: 'done', components: [] });
    expect(await clicked.response()).toMatchObject({ type: 7 });
    expect(asked.message()).toMatchObject({ content: 'done', components: [] });
    expect(discord.mistakes).toEqual([]);
  });

  it('can be acknowledged without a change', async () => {
    const { ada, channel, bot } = await openScene();
    const guildChannel = await bot.client.channels.fetch(channel.id);
    if (guildChannel?.isSendable() !== true) throw new Error('no channel');
    const { id } = await guildChannel.send({ content: 'a', components: [row(button('go'))] });
    const clicked = await ada.click(channel, { id }, 'go');
    const click = (await next(bot.interactions)) as ButtonInteraction;
    await click.deferUpdate();
    expect(await clicked.response()).toMatchObject({ type: 6 });
    await click.editReply({ content: 'b' });
    expect(channel.messages()[0]?.content).toBe('b');
  });
});

it('takes a choice of a list, and opens a modal from a component', async () => {
  const { ada, channel, bot, discord } = await openScene(async (each) => {
    if (each.isStringSelectMenu()) await each.showModal(MODAL);
    if (each.isModalSubmit() && each.isFromMessage()) await each.update({ content: 'thanks' });
  });
  const sendable = await bot.client.channels.fetch(channel.id);
  if (sendable?.isSendable() !== true) throw new Error('no channel');
  const options = ['a', 'b'].map((value) => ({ label: value, value }));
  const list = { type: ComponentType.StringSelect as const, custom_id: 'job', options };
  const { id } = await sendable.send({ content: 'which?', components: [row(list)] });
  await expect(ada.select(channel, { id }, 'job', ['c'])).rejects.toThrow(/no c/);
  await expect(ada.select(channel, { id }, 'job', ['a', 'b'])).rejects.toThrow(/2 values/);
  const chosen = await ada.select(channel, { id }, 'job', ['b']);
  expect((await next(bot.interactions)) as StringSelectMenuInteraction).toMatchObject({
    values: ['b'],
  });
  expect((await chosen.response()).type).toBe(9);
  const submitted = await ada.submitModal(chosen, { files: [clip] });
  expect(await submitted.response()).toMatchObject({ type: 7 });
  expect(channel.messages()[0]?.content).toBe('thanks');
  expect(discord.mistakes).toEqual([]);
});
