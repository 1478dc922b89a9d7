import { MessageFlags, PermissionFlagsBits } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';
import { toJobId } from '../../../src/jobs/job.ts';
import { type Asking, callerOf } from '../../../src/surfaces/discord/callers.ts';
import { placeOf } from '../../../src/surfaces/discord/place.ts';
import type { Discord, DiscordChannel, Interaction } from '../../emulators/discord/handle.ts';
import type { Message } from '../../emulators/discord/wire.ts';
import {
  createDiscordWorld,
  type DiscordBot,
  type DiscordWorld,
  type DiscordWorldOptions,
  isDone,
  jobOf,
  PICTURE,
  SOUND,
  VOICE,
  videosIn,
} from '../../support/discord-world.ts';

let discord: Discord | undefined;
afterEach(() => expect(discord?.mistakes).toEqual([]));

interface Asked extends DiscordWorld {
  readonly bot: DiscordBot;
  readonly asked: Interaction;
  readonly reply: Message;
}

/** A world in which ada has asked for a video. */
async function afterAsking(options: DiscordWorldOptions = {}): Promise<Asked> {
  const opened = await createDiscordWorld(options);
  discord = opened.discord;
  const bot = await opened.start();
  const files = { image: PICTURE, voice: SOUND, prompt: 'smiling' };
  const asked = await opened.ada.slash(opened.channel, 'avatar', files);
  const { message } = await asked.response();
  return { ...opened, bot, asked, reply: message ?? expect.fail('There is no reply') };
}

interface Delivered extends Asked {
  readonly thread: DiscordChannel;
  readonly video: Message;
}

/** A world in which ada has her video. */
async function afterDelivery(options: DiscordWorldOptions = {}): Promise<Delivered> {
  const there = await afterAsking(options);
  await there.untilJob(jobOf(there.reply), isDone);
  await there.until(() => there.asked.message()?.content.includes('Done in'));
  const thread = there.channel.thread(there.reply.id) ?? expect.fail('There is no thread');
  return { ...there, thread, video: videosIn(thread)[0] ?? expect.fail('There is no video') };
}

/** What a private answer says once it says something. */
async function told({ until }: DiscordWorld, asked: Interaction): Promise<string> {
  await asked.response();
  const message = await until(() => asked.message()?.content !== '' && asked.message());
  expect((message.flags ?? 0) & MessageFlags.Ephemeral).toBeTruthy();
  return message.content;
}

const rendering = (there: Asked) =>
  there.until(() => there.asked.message()?.content.includes('Kling is rendering'));

describe('/avatar-status', () => {
  it('tells the person alone how the latest job is doing', async () => {
    const there = await afterAsking();
    await rendering(there);
    const asked = await there.ada.slash(there.channel, 'avatar-status');
    expect(await told(there, asked)).toContain('Kling is rendering');
    expect(there.channel.messages()).toHaveLength(1);
  });

  it('offers the jobs of the person while they type', async () => {
    const there = await afterAsking();
    await rendering(there);
    const eve = there.discord.createUser({ name: 'eve' });
    const own = await there.ada.autocomplete(there.channel, 'avatar-status', 'job', '');
    expect(own).toEqual([
      { name: expect.stringContaining('Kling is rendering'), value: jobOf(there.reply) },
    ]);
    expect(await eve.autocomplete(there.channel, 'avatar-status', 'job', '')).toEqual([]);
  });

  it('of somebody else says no more than that', async () => {
    const there = await afterAsking();
    const eve = there.discord.createUser({ name: 'eve' });
    const asked = await eve.slash(there.channel, 'avatar-status', { job: jobOf(there.reply) });
    expect(await told(there, asked)).toContain('belongs to somebody else');
  });

  it('gives the video that could be posted nowhere, and says how long it is kept', async () => {
    const there = await afterAsking();
    await rendering(there);
    there.guild.setBotPermissions(0n);
    there.discord.faults.add({
      route: 'POST /users/@me/channels',
      times: 100,
      answer: { status: 403, code: 50_007 },
    });
    const job = await there.untilJob(jobOf(there.reply), isDone);
    expect(job.state).toMatchObject({ delivery: { kind: 'undeliverable' } });
    const asked = await there.ada.slash(there.channel, 'avatar-status');
    expect(await told(there, asked)).toContain('kept until 2026-12-22');
    const file = await there.until(() => asked.message()?.attachments[0]);
    expect(file.filename).toBe('talking-avatar.mp4');
    expect(asked.message()?.content).toContain('kept until');
    expect(JSON.stringify(asked.message()?.components)).toContain(`retry:${job.id}`);
    await there.world.blobs.removeJob(job.id);
    const again = await there.ada.slash(there.channel, 'avatar-status');
    await there.until(() => again.message()?.content.includes('could not add the video'));
  });
});

describe('/avatar-history and /avatar-help', () => {
  it('tell the latest jobs, and the ways to ask', async () => {
    const there = await afterDelivery();
    const history = await there.ada.slash(there.channel, 'avatar-history');
    expect(await told(there, history)).toContain(jobOf(there.reply));
    const help = await told(there, await there.ada.slash(there.channel, 'avatar-help'));
    expect(help).toContain('Three ways to ask');
    expect(help).toContain('JPEG');
    // The names that other places have for them.
    expect(help).not.toContain('Commands:');
  });
});

describe('cancelling', () => {
  it('by the button ends the job, says what it cost and takes the button away', async () => {
    const there = await afterAsking();
    await rendering(there);
    const { id } = there.reply;
    const pressed = await there.ada.click(there.channel, { id }, `cancel:${jobOf(there.reply)}`);
    expect(await told(there, pressed)).toContain('is cancelled');
    await there.until(() => there.asked.message()?.content.includes('Cancelled after'));
    expect(there.asked.message()?.components).toEqual([]);
    await there.world.clock.advance(60_000);
    expect(videosIn(there.channel.thread(id))).toEqual([]);
  });

  it('by the command ends the latest', async () => {
    const there = await afterAsking();
    await rendering(there);
    const asked = await there.ada.slash(there.channel, 'avatar-cancel');
    expect(await told(there, asked)).toContain(jobOf(there.reply));
    expect(asked.message()?.components).toEqual([]);
  });

  it('by somebody else is refused to them alone, and the job goes on', async () => {
    const there = await afterAsking();
    await rendering(there);
    const eve = there.discord.createUser({ name: 'eve' });
    const pressed = await eve.click(there.channel, there.reply, `cancel:${jobOf(there.reply)}`);
    expect(await told(there, pressed)).toContain('belongs to somebody else');
    await there.until(() => videosIn(there.channel.thread(there.reply.id)).length === 1);
  });

  it('is open to a moderator of that server, and not to one of another', async () => {
    const there = await afterAsking();
    await rendering(there);
    const job = { job: jobOf(there.reply) };
    const [here, away] = [there.discord.createUser(), there.discord.createUser()];
    there.guild.grant(here, PermissionFlagsBits.ManageMessages);
    const other = there.discord.createGuild();
    other.grant(away, PermissionFlagsBits.ManageMessages);
    const fromAway = await away.slash(other.createTextChannel(), 'avatar-cancel', job);
    expect(await told(there, fromAway)).toContain('belongs to somebody else');
    const fromHere = await here.slash(there.channel, 'avatar-cancel', job);
    expect(await told(there, fromHere)).toContain('is cancelled');
  });
});

describe('a moderator', () => {
  it('may try the job of somebody else again by replying to its video', async () => {
    const there = await afterDelivery();
    const mod = there.discord.createUser({ name: 'mod' });
    there.guild.grant(mod, PermissionFlagsBits.ManageMessages);
    await mod.post(there.thread, { voice: VOICE, replyTo: there.video });
    await there.until(() => videosIn(there.thread).length === 2);
    expect(videosIn(there.thread)[1]?.mentions.map(({ id }) => id)).toEqual([mod.id]);
  });

  it('of one channel alone has no say in the others', async () => {
    const there = await afterAsking();
    const job = await there.untilJob(jobOf(there.reply), () => true);
    const asked = placeOf(job);
    const asIn = (channelId: string, keepsOrderIn: 'server' | 'channel') => {
      const asking = { ...asked, channelId, keepsOrderIn, user: there.ada, locale: 'en-US' };
      return callerOf(asking as unknown as Asking, asked).moderates(job);
    };
    const { channel, reply } = there;
    expect([asIn(channel.id, 'channel'), asIn(reply.id, 'channel')]).toEqual([true, true]);
    expect([asIn('1311', 'channel'), asIn('1311', 'server')]).toEqual([false, true]);
  });
});

describe('the buttons under a video', () => {
  it('make it once more, after a restart and a week later, under a new id', async () => {
    const there = await afterDelivery();
    await there.bot.stop();
    await there.world.clock.skip(7 * 24 * 3_600_000);
    await there.start();
    const first = jobOf(there.reply);
    const pressed = await there.ada.click(there.thread, there.video, `retry:${first}`);
    const { message } = await pressed.response();
    await there.until(() => videosIn(there.thread).length === 2);
    expect(there.world.maker.orders.map(({ jobId }) => jobId)).toEqual([first, `${first}.2`]);
    // Its progress is in the reply to the button, in the thread.
    expect(message?.channel_id).toBe(there.thread.id);
  });

  it('make it once when the first press is repeated in impatience', async () => {
    const there = await afterDelivery();
    const first = jobOf(there.reply);
    const press = () => there.ada.click(there.thread, there.video, `retry:${first}`);
    const [, second] = await Promise.all([press(), press()]);
    expect(await told(there, second)).toContain(`${first}.2 is still running`);
    await there.until(() => videosIn(there.thread).length === 2);
    // Later it is a wish of its own.
    const job = await there.untilJob(toJobId(`${first}.2`), isDone);
    const third = await press();
    await third.response();
    await there.until(() => videosIn(there.thread).length === 3);
    const orders = there.world.maker.orders.map(({ jobId }) => jobId);
    expect(orders).toEqual([first, job.id, `${first}.3`]);
  });

  it('forget a prompt that is emptied, and show none that nobody has written', async () => {
    const there = await afterDelivery();
    const change = async (message: Message) => {
      const mark = JSON.stringify(message.components).match(/change:[^"]+/)?.[0] ?? '';
      const pressed = await there.ada.click(there.thread, message, mark);
      const { modal } = await pressed.response();
      return { pressed, modal: JSON.stringify(modal) };
    };
    const { pressed } = await change(there.video);
    const form = { clip: [], portrait: [], prompt: '', mode: ['std'] };
    await there.ada.submitModal(pressed, form);
    const again = await there.until(() => videosIn(there.thread)[1]);
    expect(there.world.maker.orders[1]?.prompt).not.toBe('smiling');
    expect((await change(again)).modal).not.toContain('"value":"The');
  });

  it('make it with another prompt, another mode and another voice', async () => {
    const there = await afterDelivery();
    const first = jobOf(there.reply);
    const pressed = await there.ada.click(there.thread, there.video, `change:${first}`);
    const { type, modal } = await pressed.response();
    expect(type).toBe(9);
    expect(JSON.stringify(modal)).toContain('"value":"smiling"');
    const form = { clip: [VOICE], portrait: [], prompt: 'laughing', mode: ['pro'] };
    await there.ada.submitModal(pressed, form);
    await there.until(() => videosIn(there.thread).length === 2);
    const order = there.world.maker.orders[1];
    expect(order).toMatchObject({ jobId: `${first}.2`, prompt: 'laughing', mode: 'pro' });
    expect(there.fetched.at(-1)).toEqual({ part: 'clip', bytes: 'a voice message' });
  });

  it('delete the video, its files and its prompt', async () => {
    const there = await afterDelivery();
    const id = jobOf(there.reply);
    const pressed = await there.ada.click(there.thread, there.video, `delete:${id}`);
    expect(await told(there, pressed)).toContain('is deleted');
    expect(videosIn(there.thread)).toEqual([]);
    expect([...there.world.blobs.keys]).toEqual([]);
    expect(there.world.job(id)).toMatchObject({ prompt: '' });
    await there.until(() => there.asked.message()?.content.includes('Deleted'));
  });

  it('delete the video also where its thread is archived, and say where it stays', async () => {
    const there = await afterDelivery();
    const remove = async () => {
      const status = await there.ada.slash(there.channel, 'avatar-status');
      await told(there, status);
      const message = status.message() ?? expect.fail('There is no status');
      const mark = `delete:${jobOf(there.reply)}`;
      return () => there.ada.click(there.channel, message, mark);
    };
    const press = await remove();
    there.thread.lock();
    there.thread.archive();
    expect(await told(there, await press())).toContain('could not remove my message');
    expect(videosIn(there.thread)).toHaveLength(1);
    there.guild.setBotPermissions(PermissionFlagsBits.Administrator);
    expect(await told(there, await press())).not.toContain('could not remove');
    expect(videosIn(there.thread)).toEqual([]);
  });

  it('that are pressed by somebody else are refused to them alone', async () => {
    const there = await afterDelivery();
    const eve = there.discord.createUser({ name: 'eve' });
    for (const action of ['retry', 'change', 'delete']) {
      const mark = `${action}:${jobOf(there.reply)}`;
      const pressed = await eve.click(there.thread, there.video, mark);
      expect(await told(there, pressed)).toContain('belongs to somebody else');
    }
    expect(videosIn(there.thread)).toHaveLength(1);
    expect(there.world.maker.orders).toHaveLength(1);
  });
});

describe('a job that cannot become a video', () => {
  it('ends with a word in the thread that mentions the person, with buttons', async () => {
    const opened = await createDiscordWorld();
    discord = opened.discord;
    await opened.start();
    opened.world.maker.ending = 'refused';
    const files = { image: PICTURE, voice: SOUND };
    const asked = await opened.ada.slash(opened.channel, 'avatar', files);
    const { message } = await asked.response();
    const thread = await opened.until(() => opened.channel.thread(message?.id ?? ''));
    const notice = await opened.until(() => thread.messages()[0]);
    expect(notice.content).toContain('content check');
    expect(notice.mentions.map(({ id }) => id)).toEqual([opened.ada.id]);
    expect(JSON.stringify(notice.components)).toContain('change:');
  });

  it('is refused at once when the person has too many open', async () => {
    const there = await afterAsking({ limits: { maxOpenPerPerson: 1 } });
    const files = { image: PICTURE, voice: SOUND };
    const second = await there.ada.slash(there.channel, 'avatar', files);
    await second.response();
    await there.until(() => second.message()?.content.includes('1 job running'));
  });
});
