import { expect, it } from 'vitest';
import { MakerError } from '../../src/jobs/contracts.ts';
import type { Message } from '../emulators/slack/wire.ts';
import { type BothWorlds, createBothWorlds } from '../support/both-worlds.ts';
import { jobOf as discordJobOf, videosIn as discordVideosIn } from '../support/discord-world.ts';
import { isOfBot, videosIn } from '../support/slack-chat-world.ts';
import { CLIP, jobOf, PICTURE } from '../support/slack-world.ts';
import { rowOf, Sometimes } from '../support/sometimes.ts';

const PEOPLE = 25;
/** Of all requests, on each side. */
const FAILING = 0.1;

/** Discord's library waits in real time, so its 429 is a short one. */
function breakAll({ slack, discord, world }: BothWorlds, random: () => number): void {
  slack.faults.share(FAILING, random, [{ status: 429, retryAfter: 1 }, { status: 500 }]);
  for (const answer of [{ status: 429, retryAfterSeconds: 0.02 }, { status: 500 }]) {
    discord.faults.add({ route: new Sometimes(FAILING / 2, random), times: 10_000, answer });
  }
  const { maker } = world;
  const { order, list, find } = maker;
  const fails = () => random() < FAILING;
  const trouble = (meaning: 'unreachable' | 'unclear') =>
    new MakerError(`kling/${meaning}`, 'It failed', { meaning, advice: '' });
  Object.assign(maker, {
    order: async (...asked: Parameters<typeof order>) => {
      if (fails()) throw trouble('unreachable');
      const view = await order(...asked);
      if (fails()) throw trouble('unclear');
      return view;
    },
    list: async (...asked: Parameters<typeof list>) => {
      if (fails()) throw trouble('unreachable');
      return list(...asked);
    },
    find: async (...asked: Parameters<typeof find>) => {
      if (fails()) throw trouble('unclear');
      return find(...asked);
    },
  } satisfies Partial<typeof maker>);
}

it('fifty people on Discord and Slack, with a tenth of all requests failing, have one video each', async () => {
  const both = await createBothWorlds({ slots: 20 });
  const { slack, discord, world, until } = both;
  world.maker.renderMs = 5_000;
  await both.start();
  const channel = slack.team.createChannel();
  const discordChannel = discord.createGuild().createTextChannel();
  breakAll(both, rowOf(7));
  const content = `<@${discord.botId}>`;
  const files = [
    { name: 'me.png', bytes: PICTURE.bytes, contentType: 'image/png' },
    { name: 'hello.mp3', bytes: CLIP.bytes, contentType: 'audio/mpeg' },
  ];
  const onSlack = Array.from({ length: PEOPLE }, async () => {
    const person = slack.team.createUser();
    channel.addMember(person);
    return person.mention(channel, '', { files: [PICTURE, CLIP] });
  });
  const onDiscord = Array.from({ length: PEOPLE }, () =>
    discord.createUser().post(discordChannel, { content, files }),
  );
  const [asked, askedOnDiscord] = await Promise.all([Promise.all(onSlack), Promise.all(onDiscord)]);
  const ids = [...asked.map((each) => jobOf(channel, each)), ...askedOnDiscord.map(discordJobOf)];
  await until(() => ids.every((id) => world.job(id)?.state.kind === 'done'));
  const isEnded = (each: Message) =>
    channel
      .messages(each.ts)
      .every(({ text, files }) => files !== undefined || text.includes('Done in'));
  await until(() => asked.every(isEnded));
  for (const each of asked) {
    const said = channel.messages(each.ts).filter(isOfBot);
    expect(videosIn(said)).toHaveLength(1);
    expect(said.length).toBeLessThanOrEqual(2);
  }
  for (const each of askedOnDiscord) {
    expect(discordVideosIn(discordChannel.thread(each.id))).toHaveLength(1);
  }
  expect(ids.map((id) => world.maker.charges.get(id))).toEqual(ids.map(() => 1));
  expect([slack.mistakes, discord.mistakes]).toEqual([[], []]);
});
