import { here, hide, type RefusalCase, type Scene, section, text } from './refusal-case.ts';

const button = { type: 'button', action_id: 'a', text };
const say =
  (more: Record<string, unknown>) =>
  (scene: Scene): Record<string, unknown> => ({ ...here(scene), text: 'hello', ...more });
const show = (...blocks: object[]) => say({ blocks });

export const postingRefusals: readonly Omit<RefusalCase, 'api'>[] = [
  { error: 'no_text', when: 'it says nothing', args: here },
  { error: 'channel_not_found', when: 'there is no channel', args: () => ({ text: 'a' }) },
  {
    error: 'channel_not_found',
    when: 'the channel is of another workspace',
    args: ({ slack }) => ({ channel: slack.createTeam().createChannel().id, text: 'a' }),
  },
  {
    error: 'not_in_channel',
    when: 'the app is not there',
    args: say({}),
    prepare: (scene) => {
      hide(scene);
      scene.slack.team.scopes.delete('chat:write.public');
    },
  },
  {
    error: 'is_archived',
    when: 'the channel is archived',
    args: say({}),
    prepare: ({ channel }) => channel.archive(),
  },
  {
    error: 'restricted_action',
    when: 'an administrator forbids it',
    args: say({}),
    prepare: ({ slack }) => slack.team.setPolicy({ posting: 'restricted' }),
  },
  { error: 'msg_too_long', when: 'the text is long', args: say({ text: 'x'.repeat(40_001) }) },
  { error: 'thread_not_found', when: 'the root is gone', args: say({ thread_ts: '1.000001' }) },
  { error: 'invalid_blocks_format', when: 'blocks are no JSON', args: say({ blocks: '[' }) },
  {
    error: 'invalid_metadata_schema',
    when: 'metadata lack a type',
    args: say({ metadata: { a: 1 } }),
  },
  {
    error: 'metadata_too_large',
    when: 'metadata are long',
    args: say({ metadata: { event_type: 'a', event_payload: { a: 'x'.repeat(17_000) } } }),
  },
  {
    error: 'msg_blocks_too_long',
    when: 'blocks are long together',
    args: show(...Array.from({ length: 5 }, () => section('x'.repeat(2_900)))),
  },
  { error: 'invalid_blocks', when: 'a section is long', args: show(section('x'.repeat(3_001))) },
  { error: 'invalid_blocks', when: 'a section is empty', args: show(section('')) },
  { error: 'invalid_blocks', when: 'a kind is unknown', args: show({ type: 'carpet' }) },
  {
    error: 'invalid_blocks',
    when: 'there are 51 blocks',
    args: show(...Array.from({ length: 51 }, () => section('a'))),
  },
  {
    error: 'invalid_blocks',
    when: 'a header is long',
    args: show({ type: 'header', text: { ...text, text: 'x'.repeat(151) } }),
  },
  {
    error: 'invalid_blocks',
    when: 'there are 26 buttons',
    args: show({
      type: 'actions',
      elements: Array.from({ length: 26 }, (_, index) => ({ ...button, action_id: `${index}` })),
    }),
  },
  {
    error: 'invalid_blocks',
    when: 'two buttons have one name',
    args: show({ type: 'actions', elements: [button, button] }),
  },
  {
    error: 'invalid_blocks',
    when: "a button's text is long",
    args: show({
      type: 'actions',
      elements: [{ ...button, text: { ...text, text: 'x'.repeat(76) } }],
    }),
  },
  {
    error: 'invalid_blocks',
    when: "a button's text has marks",
    args: show({ type: 'actions', elements: [{ ...button, text: { type: 'mrkdwn', text: 'a' } }] }),
  },
  {
    error: 'invalid_blocks',
    when: "a button's value is long",
    args: show({ type: 'actions', elements: [{ ...button, value: 'x'.repeat(2_001) }] }),
  },
  {
    error: 'invalid_blocks',
    when: "a button's name is long",
    args: show({ type: 'actions', elements: [{ ...button, action_id: 'x'.repeat(256) }] }),
  },
  {
    error: 'invalid_blocks',
    when: 'a context has eleven parts',
    args: show({ type: 'context', elements: Array.from({ length: 11 }, () => text) }),
  },
];
