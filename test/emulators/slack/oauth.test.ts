import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Installation, InstallProvider } from '@slack/oauth';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientOf, quiet } from './a-bot.ts';
import { openSlack } from './a-slack.ts';

const scopes = ['chat:write', 'app_mentions:read'];

/** An app that people install by the real library. */
async function scene() {
  const slack = await openSlack();
  slack.events.lossy = true;
  const installations: Installation[] = [];
  const server = createServer((request, response) => {
    const isInstall = request.url?.startsWith('/slack/install') === true;
    const work = isInstall
      ? provider.handleInstallPath(request, response, {}, { scopes, redirectUri: redirect() })
      : provider.handleCallback(request, response, {}, { scopes, redirectUri: redirect() });
    work.catch(() => response.destroy());
  });
  const provider = new InstallProvider({
    clientId: slack.clientId,
    clientSecret: slack.clientSecret,
    stateSecret: 'a secret of the app',
    authorizationUrl: slack.authorizeUrl,
    clientOptions: { slackApiUrl: slack.apiUrl },
    directInstall: true,
    logger: quiet,
    installationStore: {
      storeInstallation: async (installation) => {
        installations.push(installation as Installation);
      },
      fetchInstallation: async () => installations[0] as Installation<'v2', false>,
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redirect = () => `${origin}/slack/oauth_redirect`;
  /** What a browser does from the button to the page that says thanks. */
  const install = async () => {
    const first = await fetch(`${origin}/slack/install`, { redirect: 'manual' });
    const [cookie = ''] = first.headers.getSetCookie()[0]?.split(';') ?? [];
    const second = await fetch(first.headers.get('location') ?? '', { redirect: 'manual' });
    const back = second.headers.get('location') ?? '';
    return { page: await fetch(back, { headers: { cookie } }), back };
  };
  return { slack, installations, install };
}

describe('a workspace', () => {
  it('gets the app by the way of the library, and a token that works', async () => {
    const { slack, installations, install } = await scene();
    const team = slack.createTeam({ name: 'Globex' });
    slack.installingTeam = team;
    expect(team.isInstalled).toBe(false);
    const { page } = await install();
    expect(page.status).toBe(200);
    expect(installations).toMatchObject([
      {
        team: { id: team.id, name: 'Globex' },
        appId: slack.appId,
        tokenType: 'bot',
        bot: { token: team.botToken, scopes, userId: team.botUserId, id: team.botId },
      },
    ]);
    const channel = team.createChannel();
    const client = clientOf(slack, installations[0]?.bot?.token);
    await client.chat.postMessage({ channel: channel.id, text: 'hello' });
    expect(channel.messages()).toMatchObject([{ text: 'hello', bot_id: team.botId }]);
    await expect(client.users.list({})).rejects.toMatchObject({ data: { error: 'missing_scope' } });
    expect(slack.mistakes).toEqual([]);
  });

  it('does not get it when somebody says no', async () => {
    const { slack, installations, install } = await scene();
    slack.installingTeam = slack.createTeam();
    slack.consent = 'deny';
    const { page, back } = await install();
    expect(new URL(back).searchParams.get('error')).toBe('access_denied');
    expect(page.status).toBe(500);
    expect(installations).toEqual([]);
    expect(slack.installingTeam.isInstalled).toBe(false);
  });

  it('gets another token after it threw the app out', async () => {
    const { slack, install, installations } = await scene();
    const { botToken } = slack.team;
    slack.team.uninstall();
    await install();
    expect(slack.team.botToken).not.toBe(botToken);
    expect(installations).toMatchObject([{ bot: { token: slack.team.botToken } }]);
  });

  it('throws the app out by the app itself', async () => {
    const { slack } = await scene();
    const { clientId, clientSecret } = slack;
    const client = clientOf(slack);
    await client.apps.uninstall({ client_id: clientId, client_secret: clientSecret });
    await expect(client.auth.test()).rejects.toMatchObject({ data: { error: 'account_inactive' } });
    expect(slack.deliveries.map(({ type }) => type)).toEqual(['app_uninstalled', 'tokens_revoked']);
  });
});

describe('a code', () => {
  async function code() {
    const all = await scene();
    const { slack } = all;
    const query = new URLSearchParams({
      client_id: slack.clientId,
      scope: scopes.join(),
      state: 'x',
      redirect_uri: 'http://127.0.0.1/back',
    });
    const response = await fetch(`${slack.authorizeUrl}?${query}`, { redirect: 'manual' });
    const back = new URL(response.headers.get('location') ?? '');
    expect(back.searchParams.get('state')).toBe('x');
    const exchange = async (redirectUri = 'http://127.0.0.1/back') => {
      const login = Buffer.from(`${slack.clientId}:${slack.clientSecret}`).toString('base64');
      const answer = await fetch(`${slack.apiUrl}oauth.v2.access`, {
        method: 'POST',
        headers: { authorization: `Basic ${login}` },
        body: new URLSearchParams({
          code: back.searchParams.get('code') ?? '',
          redirect_uri: redirectUri,
        }),
      });
      return (await answer.json()) as { ok: boolean; error?: string };
    };
    return { ...all, exchange };
  }

  it('is good once, with the app as a login', async () => {
    const { exchange } = await code();
    expect(await exchange()).toMatchObject({ ok: true, token_type: 'bot' });
    expect(await exchange()).toMatchObject({ ok: false, error: 'invalid_code' });
  });

  it('belongs to the address that it was sent to', async () => {
    const { exchange } = await code();
    expect(await exchange('http://127.0.0.1/other')).toMatchObject({ error: 'bad_redirect_uri' });
  });

  it('is not given for another app', async () => {
    const { slack } = await scene();
    const response = await fetch(`${slack.authorizeUrl}?client_id=1&scope=commands`);
    expect([response.status, await response.text()]).toEqual([400, 'invalid_client_id']);
  });
});
