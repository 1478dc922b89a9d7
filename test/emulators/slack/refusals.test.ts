import { describe, expect, it } from 'vitest';
import { clientOf } from './a-bot.ts';
import { openSlack } from './a-slack.ts';
import type { RefusalCase, Scene } from './refusal-case.ts';
import { refusalCases } from './refusal-cases.ts';
import type { Message } from './wire.ts';

async function scene(): Promise<Scene> {
  const slack = await openSlack();
  // Nobody listens, and the refusals do not hang on it.
  slack.events.lossy = true;
  const channel = slack.team.createChannel();
  const mia = slack.team.createUser();
  const hers = await mia.post(channel, { text: 'hello' });
  const { ts = '' } = await clientOf(slack).chat.postMessage({ channel: channel.id, text: 'hi' });
  const { triggerId: trigger } = await mia.slash(channel, '/avatar');
  return { slack, channel, mia, hers, own: channel.message(ts) as Message, trigger };
}

const refused = (error: string) => ({ data: { ok: false, error } });

it.each(refusalCases.map((one) => [one.api, one.error, one.when, one] as const))(
  '%s answers %s when %s',
  async (_api, _error, _when, { api, error, args, prepare, isMistake }: RefusalCase) => {
    const place = await scene();
    prepare?.(place);
    const call = clientOf(place.slack).apiCall(api, args(place));
    await expect(call).rejects.toMatchObject(refused(error));
    expect(place.slack.mistakes).toHaveLength(isMistake === true ? 1 : 0);
    expect(place.slack.requests.at(-1)).toMatchObject({ api, status: 200, ok: false, error });
  },
);

it.each([
  ['chat:write', 'chat.postMessage'],
  ['chat:write', 'chat.update'],
  ['chat:write', 'chat.delete'],
  ['chat:write', 'chat.postEphemeral'],
  ['files:write', 'files.getUploadURLExternal'],
  ['files:write', 'files.completeUploadExternal'],
  ['files:write', 'files.delete'],
  ['files:read', 'files.info'],
  ['users:read', 'users.info'],
  ['users:read', 'bots.info'],
  ['reactions:write', 'reactions.add'],
  ['im:write', 'conversations.open'],
  ['channels:read', 'conversations.info'],
  ['channels:history', 'conversations.history'],
  ['channels:history', 'conversations.replies'],
])('the scope %s is needed by %s', async (scope, api) => {
  const { slack, channel, mia } = await scene();
  slack.team.scopes.delete(scope);
  const args = { channel: api === 'conversations.open' ? undefined : channel.id, users: mia.id };
  const call = clientOf(slack).apiCall(api, args);
  await expect(call).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: scope, provided: expect.stringContaining('commands') },
  });
});

describe('a token', () => {
  const ask = async (prepare: (scene: Scene) => string) => {
    const place = await scene();
    return clientOf(place.slack, prepare(place)).auth.test();
  };

  it.each<[state: string, error: string, prepare: (scene: Scene) => string]>([
    ['none', 'not_authed', () => ''],
    ['unknown', 'invalid_auth', () => 'xoxb-1'],
    ['of the app', 'not_allowed_token_type', ({ slack }) => slack.appToken],
    [
      'revoked',
      'token_revoked',
      ({ slack }) => {
        slack.team.revokeToken();
        return slack.team.botToken;
      },
    ],
    [
      'uninstalled',
      'account_inactive',
      ({ slack }) => {
        slack.team.uninstall();
        return slack.team.botToken;
      },
    ],
  ])('that is %s meets %s', async (_state, error, prepare) => {
    await expect(ask(prepare)).rejects.toMatchObject(refused(error));
  });

  it('that the app gives back is over', async () => {
    const { slack } = await scene();
    const client = clientOf(slack);
    expect(await client.auth.revoke()).toMatchObject({ revoked: true });
    await expect(client.auth.test()).rejects.toMatchObject(refused('token_revoked'));
  });

  it('works in a form as in a header, and in an address with a reproach', async () => {
    const { slack } = await scene();
    const url = `${slack.apiUrl}auth.test`;
    const { botToken: token } = slack.team;
    const inForm = await fetch(url, { method: 'POST', body: new URLSearchParams({ token }) });
    expect(await inForm.json()).toMatchObject({ ok: true, team_id: slack.team.id });
    expect(slack.mistakes).toEqual([]);
    await fetch(`${url}?token=${token}`);
    expect(slack.mistakes).toMatchObject([expect.stringContaining('address')]);
  });
});

it('tells what is wrong with blocks, and where', async () => {
  const { slack, channel } = await scene();
  const call = clientOf(slack).chat.postMessage({
    channel: channel.id,
    text: 'a',
    blocks: [{ type: 'section' }],
  });
  await expect(call).rejects.toMatchObject({
    data: { response_metadata: { messages: [expect.stringContaining('json-pointer:/blocks/0')] } },
  });
});

it('a trigger is good once, and for three seconds', async () => {
  const clock = { now: Date.now() };
  const slack = await openSlack({ now: () => clock.now });
  slack.events.lossy = true;
  const mia = slack.team.createUser();
  const title = { type: 'plain_text' as const, text: 'hello' };
  const view = { type: 'modal' as const, title, blocks: [{ type: 'divider' }] };
  const open = (trigger: string) => clientOf(slack).views.open({ trigger_id: trigger, view });
  const first = await mia.slash(mia.im(), '/avatar');
  expect(await open(first.triggerId)).toMatchObject({ view: { title } });
  await expect(open(first.triggerId)).rejects.toMatchObject(refused('exchanged_trigger_id'));
  const second = await mia.slash(mia.im(), '/avatar');
  clock.now += 3_001;
  await expect(open(second.triggerId)).rejects.toMatchObject(refused('expired_trigger_id'));
});

it.each<[what: string, api: string, args: Record<string, unknown>]>([
  ['blocks without text', 'chat.postMessage', { blocks: [{ type: 'divider' }] }],
  ['a call to everybody', 'chat.postMessage', { text: '<!channel> hello' }],
  ['an argument that nobody knows', 'chat.postMessage', { text: 'hello', colour: 'red' }],
])('forgives %s, and reports it', async (_what, api, args) => {
  const { slack, channel } = await scene();
  await clientOf(slack).apiCall(api, { channel: channel.id, ...args });
  expect(slack.mistakes).toHaveLength(1);
});

it('keeps quiet about mistakes where it is told to', async () => {
  const slack = await openSlack({ judges: false });
  await expect(clientOf(slack).apiCall('chat.scream')).rejects.toThrow(/unknown_method/);
  expect(slack.mistakes).toEqual([]);
});
