import {
  ApplicationCommandOptionType,
  ChatInputCommandInteraction,
  MessageFlags,
} from 'discord.js';
import { expect, it } from 'vitest';
import { next, startBot } from './a-bot.ts';
import { clip, openDiscord, portrait } from './a-discord.ts';
import { call } from './call.ts';

const AVATAR = {
  name: 'avatar',
  description: 'Makes a talking portrait',
  options: [
    {
      type: ApplicationCommandOptionType.Attachment as const,
      name: 'portrait',
      description: 'A picture',
      required: true,
    },
    {
      type: ApplicationCommandOptionType.Attachment as const,
      name: 'voice',
      description: 'A clip',
      required: true,
    },
  ],
};

it('carries a job of a bot: slash, deferred answer, thread, video posted once', async () => {
  const discord = await openDiscord();
  const guild = discord.createGuild({ name: 'Theatre' });
  const channel = guild.createTextChannel();
  const ada = discord.createUser({ name: 'Ada' });
  const bot = await startBot(discord);
  expect(bot.client.guilds.cache.get(guild.id)?.name).toBe('Theatre');
  await bot.client.application.commands.set([AVATAR]);
  const sent = await ada.slash(channel, 'avatar', { portrait, voice: clip });
  const interaction = await next(bot.interactions);
  if (!(interaction instanceof ChatInputCommandInteraction)) throw new Error('no slash command');
  const attachment = interaction.options.getAttachment('portrait', true);
  expect(await (await fetch(attachment.url)).text()).toBe('a picture');
  const deferred = await interaction.deferReply({ withResponse: true });
  expect(deferred.interaction.responseMessageId).toBe(channel.messages()[0]?.id);
  expect(await sent.response()).toMatchObject({ type: 5 });
  expect(sent.message()?.flags).toBe(MessageFlags.Loading);
  const reply = await interaction.editReply('In the queue');
  expect(sent.message()).toMatchObject({ content: 'In the queue', flags: 0 });
  const thread = await reply.startThread({ name: 'Your video' });
  const video = {
    files: [{ attachment: Buffer.from('video'), name: 'video.mp4' }],
    nonce: 'job-1',
    enforceNonce: true,
  };
  const first = await thread.send(video);
  const second = await thread.send(video);
  expect(second.id).toBe(first.id);
  const posted = channel.thread(reply.id)?.messages() ?? [];
  expect(posted).toHaveLength(1);
  expect(posted[0]?.attachments.map((each) => discord.bytesOf(each).toString())).toEqual(['video']);
  expect(discord.mistakes).toEqual([]);
});

it('keeps those of a guild apart, and takes them from discord.js', async () => {
  const discord = await openDiscord();
  const guild = discord.createGuild();
  const { client } = await startBot(discord);
  await client.application.commands.set([{ ...AVATAR, defaultMemberPermissions: '32' }], guild.id);
  expect(discord.commands()).toEqual([]);
  expect(discord.commands(guild)[0]).toMatchObject({
    guild_id: guild.id,
    default_member_permissions: '32',
  });
  expect((await client.application.commands.fetch({ withLocalizations: true })).size).toBe(0);
  expect(discord.mistakes).toEqual([]);
});

const DAY_MS = 86_400_000;

async function scene() {
  let now = 1_800_000_000_000;
  const discord = await openDiscord({ now: () => now });
  const ada = discord.createUser();
  const message = await ada.post(ada.dm(), { files: [portrait] });
  const attachment = message.attachments[0];
  if (attachment === undefined) throw new Error('no attachment');
  const pass = (ms: number) => {
    now += ms;
  };
  return { discord, attachment, message, pass };
}

it('serves an attachment at a signed address', async () => {
  const { discord, attachment } = await scene();
  const url = new URL(attachment.url);
  expect(url.host).toBe(discord.fileHost);
  expect([...url.searchParams.keys()]).toEqual(['ex', 'is', 'hm']);
  const response = await fetch(url);
  expect(await response.text()).toBe('a picture');
  expect(discord.bytesOf(attachment).toString()).toBe('a picture');
});

it.each(['ex', 'is', 'hm'])('serves nothing when %s is wrong or missing', async (key) => {
  const { attachment } = await scene();
  const url = new URL(attachment.url);
  url.searchParams.set(key, '7fffffff');
  expect((await fetch(url)).status).toBe(404);
  url.searchParams.delete(key);
  const response = await fetch(url);
  expect([response.status, await response.text()]).toEqual([
    404,
    'This content is no longer available.',
  ]);
});

it('serves nothing after a day, until the message is fetched again', async () => {
  const { discord, attachment, message, pass } = await scene();
  pass(DAY_MS - 1);
  expect((await fetch(attachment.url)).status).toBe(200);
  pass(1);
  expect((await fetch(attachment.url)).status).toBe(404);
  const { body } = await call(
    discord,
    `GET /channels/${message.channel_id}/messages/${message.id}`,
  );
  const [fresh] = body['attachments'] as { url: string }[];
  expect((await fetch(fresh?.url ?? '')).status).toBe(200);
});

it('does not serve one file under the signature of another', async () => {
  const { discord, attachment, message } = await scene();
  const again = await discord.createUser().post(discord.createGuild().createTextChannel(), {
    files: [{ ...portrait, name: 'other.png' }],
  });
  const foreign = new URL(attachment.url);
  foreign.pathname = new URL(again.attachments[0]?.url ?? '').pathname;
  expect((await fetch(foreign)).status).toBe(404);
  expect(message.attachments).toHaveLength(1);
});
