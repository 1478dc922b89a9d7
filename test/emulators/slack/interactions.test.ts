import type { types } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { startSocketBot } from './a-bot.ts';
import { clip, openSlack, portrait } from './a-slack.ts';
import type { SlackOptions } from './handle.ts';
import type { View } from './wire.ts';

async function scene(options: SlackOptions = {}) {
  const slack = await openSlack(options);
  const channel = slack.team.createChannel();
  const mia = slack.team.createUser({ name: 'mia' });
  const noah = slack.team.createUser({ name: 'noah' });
  const { app } = await startSocketBot(slack);
  return { slack, channel, mia, noah, app };
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const buttons = [
  {
    type: 'actions',
    elements: [{ type: 'button', action_id: 'cancel', text: plain('Cancel'), value: 'job-1' }],
  },
];

const form: types.ModalView = {
  type: 'modal',
  callback_id: 'avatar',
  title: plain('Avatar'),
  submit: plain('Make'),
  private_metadata: 'place',
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'portrait',
      label: plain('Picture'),
      element: { type: 'file_input', action_id: 'file', filetypes: ['png'], max_files: 1 },
    },
    {
      type: 'input',
      block_id: 'prompt',
      optional: true,
      label: plain('Prompt'),
      element: { type: 'plain_text_input', action_id: 'text', max_length: 10 },
    },
    {
      type: 'input',
      block_id: 'mode',
      label: plain('Mode'),
      element: {
        type: 'static_select',
        action_id: 'choice',
        options: [{ text: plain('Best'), value: 'pro' }],
      },
    },
  ],
};

describe('a button', () => {
  it('tells the app who pressed it where, and its response_url changes the message', async () => {
    const { slack, channel, mia, app } = await scene();
    app.action('cancel', async ({ ack, respond, action, body }) => {
      await ack();
      const { value } = action as { value: string };
      await respond({ text: `${body.user.id} ended ${value}`, replace_original: true });
    });
    const client = app.client.chat;
    await client.postMessage({ channel: channel.id, text: 'working', blocks: buttons });
    const [message] = channel.messages();
    if (message === undefined) throw new Error('no message');
    const press = await mia.press(message, 'cancel');
    expect(press).toMatchObject({ acknowledged: true, ackBody: undefined });
    await slack.events.settled();
    await expect.poll(() => press.responses()).toHaveLength(1);
    expect(channel.messages()).toMatchObject([{ text: `${mia.id} ended job-1` }]);
    await expect(mia.press(message, 'cancel')).rejects.toThrow(/no button/);
    expect(slack.mistakes).toEqual([]);
  });

  it('is there in an ephemeral message for one person alone', async () => {
    const { slack, channel, mia, noah, app } = await scene();
    app.action('cancel', async ({ ack, respond }) => {
      await ack();
      await respond({ delete_original: true });
    });
    channel.addMember(mia);
    const place = { channel: channel.id, user: mia.id };
    await app.client.chat.postEphemeral({ ...place, text: 'sure?', blocks: buttons });
    const [message] = mia.ephemerals(channel);
    if (message === undefined) throw new Error('no message');
    await expect(noah.press(message, 'cancel')).rejects.toThrow(/cannot be seen/);
    await mia.press(message, 'cancel');
    await expect.poll(() => mia.ephemerals(channel)).toEqual([]);
    expect(channel.messages()).toEqual([]);
    expect(slack.mistakes).toEqual([]);
  });

  it('that nobody listens to is not acknowledged', async () => {
    const { slack, channel, mia, app } = await scene();
    slack.events.redeliverAfterMs = 10;
    await app.client.chat.postMessage({ channel: channel.id, text: 'a', blocks: buttons });
    const [message] = channel.messages();
    if (message === undefined) throw new Error('no message');
    const { acknowledged } = await mia.press(message, 'cancel');
    expect(acknowledged).toBe(false);
    expect(slack.unacknowledged).toMatchObject([{ type: 'block_actions' }]);
  });
});

it('a command answers to one person by its response_url, five times', async () => {
  const { channel, mia, noah, app } = await scene();
  app.command('/avatar', async ({ ack }) => ack());
  const { responseUrl = '' } = await mia.slash(channel, '/avatar', 'help');
  const say = (body: object) =>
    fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const statuses: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    const { status } = await say({ text: `${count}` });
    statuses.push(status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  expect(mia.ephemerals(channel)).toHaveLength(5);
  expect(noah.ephemerals(channel)).toEqual([]);
});

it('a response_url can speak in the channel, and dies after half an hour', async () => {
  const clock = { now: Date.now() };
  const { channel, mia, app } = await scene({ now: () => clock.now });
  app.command('/avatar', async ({ ack }) => ack());
  const { responseUrl = '' } = await mia.slash(channel, '/avatar');
  const say = () =>
    fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'hello', response_type: 'in_channel' }),
    });
  expect((await say()).status).toBe(200);
  clock.now += 1_800_001;
  expect((await say()).status).toBe(404);
  expect(channel.messages()).toMatchObject([{ text: 'hello' }]);
});

describe('a modal', () => {
  async function opened() {
    const all = await scene();
    const { app, mia, channel } = all;
    app.shortcut('talk', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: form });
    });
    const message = await mia.post(channel, { text: 'hello', files: [clip] });
    const shortcut = await mia.shortcut(message, 'talk');
    await expect.poll(() => shortcut.view()).toBeDefined();
    return { ...all, shortcut, view: shortcut.view() as View };
  }

  it('brings what was filled in, and closes', async () => {
    const { slack, mia, app, view, shortcut } = await opened();
    const seen: unknown[] = [];
    app.view('avatar', async ({ ack, view: sent }) => {
      seen.push(sent);
      await ack();
    });
    const result = await mia.submit(view, { portrait: [portrait], mode: 'pro' });
    expect(result).toMatchObject({ outcome: 'closed', errors: undefined });
    expect(shortcut.view()).toBeUndefined();
    expect(seen).toMatchObject([
      {
        private_metadata: 'place',
        state: {
          values: {
            portrait: { file: { type: 'file_input', files: [{ name: 'portrait.png' }] } },
            prompt: { text: { value: null } },
            mode: { choice: { selected_option: { value: 'pro' } } },
          },
        },
      },
    ]);
    expect(slack.mistakes).toEqual([]);
  });

  it('stays with the errors that the app tells, or turns into another', async () => {
    const { mia, app, view, shortcut } = await opened();
    app.view('avatar', async ({ ack, view: sent }) => {
      const text = sent.state.values['prompt']?.['text']?.value;
      if (text === 'bad') await ack({ response_action: 'errors', errors: { prompt: 'no' } });
      else await ack({ response_action: 'update', view: { ...form, title: plain('Next') } });
    });
    const fine = { portrait: [portrait], mode: 'pro' };
    const refused = await mia.submit(view, { ...fine, prompt: 'bad' });
    expect(refused).toMatchObject({ outcome: 'errors', errors: { prompt: 'no' } });
    const { outcome } = await mia.submit(view, { ...fine, prompt: 'good' });
    expect(outcome).toBe('updated');
    expect(shortcut.view()?.title.text).toBe('Next');
  });

  it('reports errors for a field that is not there', async () => {
    const { slack, mia, app, view } = await opened();
    app.view('avatar', ({ ack }) => ack({ response_action: 'errors', errors: { voice: 'no' } }));
    const { outcome } = await mia.submit(view, { portrait: [portrait], mode: 'pro' });
    expect(outcome).toBe('failed');
    expect(slack.mistakes).toMatchObject([expect.stringContaining('voice')]);
  });

  it.each([
    ['without what is needed', { mode: 'pro' }, /portrait must be filled in/],
    ['with two files for one', { portrait: [portrait, portrait], mode: 'pro' }, /takes 1 files/],
    ['with a wrong kind of file', { portrait: [clip], mode: 'pro' }, /does not take/],
    [
      'with a long text',
      { portrait: [portrait], mode: 'pro', prompt: 'x'.repeat(11) },
      /takes 10 char/,
    ],
    ['with a choice that is not there', { portrait: [portrait], mode: 'x' }, /no choice/],
    ['with a field that is not there', { nothing: 'x' }, /has no field/],
  ])('cannot be sent %s', async (_what, answers, message) => {
    const { mia, noah, view } = await opened();
    await expect(mia.submit(view, answers)).rejects.toThrow(message);
    await expect(noah.submit(view, answers)).rejects.toThrow(/somebody else/);
  });

  it('tells that it was closed, and is gone', async () => {
    const { slack, mia, app, view } = await opened();
    app.view({ callback_id: 'avatar', type: 'view_closed' }, ({ ack }) => ack());
    await mia.close(view);
    expect(slack.deliveries.at(-1)).toMatchObject({ type: 'view_closed', state: 'acknowledged' });
    await expect(mia.submit(view)).rejects.toThrow(/closed/);
  });
});
