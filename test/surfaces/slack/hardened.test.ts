import { afterEach, expect, it } from 'vitest';
import type { Pressed } from '../../../src/surfaces/slack/asking/heard.ts';
import { createInbox } from '../../../src/surfaces/slack/asking/inbox.ts';
import type { Slack } from '../../emulators/slack/handle.ts';
import { createInMemoryDocuments } from '../../support/in-memory-documents.ts';
import { isOfBot, videosIn } from '../../support/slack-chat-world.ts';
import { CLIP, createSlackWorld, jobOf, PICTURE } from '../../support/slack-world.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';

let slack: Slack | undefined;
afterEach(() => expect(slack?.mistakes ?? []).toEqual([]));

async function open() {
  const there = await createSlackWorld();
  slack = there.slack;
  there.world.maker.ending = 'never';
  await there.start();
  return there;
}

it('says what only one person hears where the button stands, for a thread without answers shows nothing', async () => {
  const { ada, channel, slack: server, until } = await open();
  const opened = await ada.slash(channel, '/avatar');
  const view = await until(() => opened.view());
  await ada.submit(view, { portrait: [PICTURE], clip: [CLIP] });
  const opening = await until(() => channel.messages().find(isOfBot));
  await until(() => channel.messages().find(({ blocks = [] }) => blocks.length > 1));
  const eve = server.team.createUser({ name: 'eve' });
  channel.addMember(eve);
  const shown = channel.messages().find(({ ts }) => ts === opening.ts) ?? opening;
  await eve.press(shown, 'cancel');
  const told = await until(() => eve.ephemerals(channel)[0]);
  expect(told.text).toContain('belongs to somebody else');
  expect(told.thread_ts).toBeUndefined();
  // Below an answer in a thread, it is in that thread.
  const asked = await ada.mention(channel, '', { files: [PICTURE, CLIP] });
  const progress = await until(() => channel.messages(asked.ts).find(isOfBot));
  await eve.press(progress, 'cancel');
  const toldThere = await until(() => eve.ephemerals(channel)[1]);
  expect(toldThere.thread_ts).toBe(asked.ts);
});

it('opens a form in time though Slack does not say whose it is', async () => {
  const { ada, channel, slack: server } = await open();
  const hung = server.faults.on('users.info', 'hang');
  const opened = await ada.slash(channel, '/avatar');
  await hung.reached;
  await expect.poll(() => opened.view(), { timeout: 2_500 }).toMatchObject({ type: 'modal' });
});

it('cancels one job by one word, also where its answer is not taken at first', async () => {
  const { ada, channel, log, world, slack: server, until } = await open();
  const asked = [
    await ada.mention(channel, '', { files: [PICTURE, CLIP] }),
    await ada.mention(channel, '', { files: [PICTURE, CLIP] }),
  ];
  const kinds = () => asked.map((each) => world.job(jobOf(channel, each))?.state.kind);
  await until(() => kinds().every((kind) => kind === 'rendering'));
  server.faults.on('chat.postMessage', { status: 500 }, 12);
  const cancelled = await ada.mention(channel, 'cancel');
  await until(() => channel.messages(cancelled.ts).find(isOfBot));
  await until(() => kinds()[1] === 'done');
  expect(log.count('slack.wish-postponed')).toBeGreaterThan(0);
  expect(kinds()).toEqual(['rendering', 'done']);
});

it('gives a video that could not be posted to whoever asks for its status, once', async () => {
  const there = await createSlackWorld();
  slack = there.slack;
  await there.start();
  const { ada, channel, until } = there;
  there.slack.team.setPolicy({ uploads: 'disabled' });
  const asked = await ada.mention(channel, '', { files: [PICTURE, CLIP] });
  const said = () => channel.messages(asked.ts).filter(isOfBot);
  await until(() => said().find(({ text }) => text?.includes('is switched off')));
  there.slack.team.setPolicy({ uploads: 'allowed' });
  // The video is given, and then Slack takes no word for a while.
  const trouble = there.slack.faults.on('chat.postMessage', { status: 500 }, 6);
  await ada.mention(channel, 'status', { threadTs: asked.ts });
  const status = () => said().find(({ text }) => text?.includes('video of'));
  await until(status);
  expect(trouble.hits).toBe(6);
  expect(videosIn(said())).toHaveLength(1);
});

it('answers in direct messages where Slack does not take a private answer', async () => {
  const { ada, channel, slack: server, until } = await open();
  server.faults.on('hook', { status: 500 });
  await ada.slash(channel, '/avatar', 'help');
  const told = await until(() => ada.im().all().find(isOfBot));
  expect(told.text).toContain('Ways to ask');
});

it('forgets what it could not deal with for days, and tells it the operator', async () => {
  const clock = createSteppedClock();
  const documents = createInMemoryDocuments('inbox');
  const inbox = createInbox(documents, clock);
  const pressed: Omit<Pressed, 'actionTs'> = {
    kind: 'pressed',
    teamId: 'T1',
    channelId: 'C1',
    userId: 'U1',
    action: 'retry',
    jobId: 'slack-T1-C1-1',
    threadTs: '1',
    isReply: false,
  };
  await inbox.deal({ ...pressed, actionTs: '1' }, async () => undefined);
  await inbox.keep({ ...pressed, actionTs: '2' });
  expect(await inbox.sweep()).toEqual([]);
  await clock.advance(3 * 86_400_000);
  expect(await inbox.leftOver()).toEqual([]);
  expect(await inbox.sweep()).toMatchObject([{ actionTs: '2' }]);
  expect(await inbox.sweep()).toEqual([]);
});
