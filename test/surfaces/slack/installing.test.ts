import fetch from 'node-fetch';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { Secret } from '../../../src/secret.ts';
import { createInstallations } from '../../../src/surfaces/slack/installed/installations.ts';
import { createSealing } from '../../../src/surfaces/slack/installed/sealed.ts';
import type { SlackSurface } from '../../../src/surfaces/slack/slack.ts';
import { startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { slackRoutes } from '../../../src/surfaces/web/slack-routes.ts';
import type { Slack, SlackTeam } from '../../emulators/slack/handle.ts';
import { createInMemoryDocuments } from '../../support/in-memory-documents.ts';
import { quietLog } from '../../support/real-sandbox.ts';
import { videosIn } from '../../support/slack-chat-world.ts';
import { CLIP, createSlackWorld, jobOf, PICTURE } from '../../support/slack-world.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';

let slack: Slack | undefined;
afterEach(() => expect(slack?.mistakes ?? []).toEqual([]));

const STATE_SECRET = new Secret('a state secret that is long enough');

/** The bot for any workspace, and the address that it has. */
async function open() {
  const there = await createSlackWorld({ slack: { transport: 'http' } });
  slack = there.slack;
  let surface: SlackSurface | undefined;
  const http = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock: systemClock, log: quietLog },
    routes: [slackRoutes(async (...asked) => surface?.onRequest(...asked), quietLog)],
  });
  onTestFinished(() => http.close());
  const app = {
    clientId: slack.clientId,
    clientSecret: new Secret(slack.clientSecret),
    stateSecret: STATE_SECRET,
  };
  const settings = {
    installed: { install: app, publicUrl: http.url },
    transport: { signingSecret: new Secret(slack.signingSecret) },
  };
  const start = async () => {
    const bot = await there.start(undefined, settings);
    surface = bot.surface;
    return bot;
  };
  slack.http(`${http.url}/slack/events`);
  return { ...there, url: http.url, start };
}

/** A person's way through the install, with their browser's cookie. */
async function install(url: string, team: SlackTeam, from: Slack, cookies = true) {
  from.installingTeam = team;
  const page = await fetch(`${url}/slack/install`);
  const link = /href="([^"]+oauth\/v2\/authorize[^"]+)"/.exec(await page.text())?.[1];
  const allow = await fetch((link ?? expect.fail('no link')).replaceAll('&amp;', '&'), {
    redirect: 'manual',
  });
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  return fetch(allow.headers.get('location') ?? '', { headers: cookies ? { cookie } : {} });
}

async function videoFor(
  { until, world }: Awaited<ReturnType<typeof open>>,
  team: SlackTeam,
): Promise<void> {
  const eve = team.createUser({ name: 'eve' });
  const channel = team.createChannel({ members: [eve] });
  const asked = await eve.mention(channel, '', { files: [PICTURE, CLIP] });
  await until(() => videosIn(channel.messages(asked.ts)).length === 1);
  expect(world.job(jobOf(channel, asked))?.person.id).toBe(`${team.id}-${eve.id}`);
}

describe('an app for many workspaces', () => {
  it('makes videos in each one that has installed it, with its own token', async () => {
    const there = await open();
    await there.start();
    const teams = [there.slack.createTeam(), there.slack.createTeam()];
    for (const team of teams) {
      const done = await install(there.url, team, there.slack);
      expect(done.status).toBe(200);
      expect(await done.text()).toContain('/invite @avatar');
    }
    for (const team of teams) await videoFor(there, team);
    const shared = there.slack.requests.filter(({ api }) => api === 'files.completeUploadExternal');
    expect(shared.map(({ token }) => token)).toEqual(teams.map(({ botToken }) => botToken));
  });

  it('goes on after a restart, and forgets a workspace that removes it', async () => {
    const there = await open();
    const first = await there.start();
    const team = there.slack.createTeam();
    await install(there.url, team, there.slack);
    await first.stop();
    const second = await there.start();
    expect(second.line).toContain('in 1 workspace.');
    await videoFor(there, team);
    team.uninstall();
    await there.until(() => there.log.count('slack.workspace-left') > 0);
    await second.stop();
    expect((await there.start()).line).toContain('in 0 workspaces.');
  });

  it('refuses an install that another browser has begun, or that a person has denied', async () => {
    const { slack: server, url, start } = await open();
    await start();
    const team = server.createTeam();
    expect((await install(url, team, server, false)).status).toBe(400);
    server.consent = 'deny';
    const denied = await install(url, team, server);
    expect(denied.status).toBe(400);
    expect(await denied.text()).toContain('could not be added');
    expect(team.isInstalled).toBe(false);
  });
});

describe('the tokens of workspaces', () => {
  const clock = createSteppedClock();
  const installation = {
    team: { id: 'T1' },
    enterprise: undefined,
    user: { id: 'U1', token: undefined, scopes: undefined },
    bot: { token: 'xoxb-hunter2', scopes: [], id: 'B1', userId: 'U2' },
  };

  it('cannot be read from what is stored, nor moved to another workspace', async () => {
    const documents = createInMemoryDocuments('installations');
    const installations = createInstallations(
      documents,
      createSealing(STATE_SECRET, 'test'),
      clock,
    );
    await installations.storeInstallation(installation);
    const kept = await documents.get('T1');
    expect(JSON.stringify(kept)).not.toContain('hunter2');
    expect((await installations.find('T1')).bot?.token).toBe('xoxb-hunter2');
    await documents.set('T2', kept);
    await expect(installations.find('T2')).rejects.toMatchObject({ code: 'slack/cannot-unseal' });
  });

  it('cannot be read with another secret, and the operator hears what to do', async () => {
    const documents = createInMemoryDocuments('installations');
    const before = createInstallations(documents, createSealing(STATE_SECRET, 'test'), clock);
    await before.storeInstallation(installation);
    const other = createSealing(new Secret('another secret that is long enough'), 'test');
    const finding = createInstallations(documents, other, clock).find('T1');
    await expect(finding).rejects.toThrow(/Was SLACK_STATE_SECRET changed\?/);
  });

  it('stay where the app was installed again before Slack said that it had been removed', async () => {
    const documents = createInMemoryDocuments('installations');
    const sealing = createSealing(STATE_SECRET, 'test');
    const installations = createInstallations(documents, sealing, clock);
    await installations.storeInstallation(installation);
    const removedAt = Math.floor(clock.now() / 1_000);
    await clock.advance(5_000);
    await installations.storeInstallation(installation);
    expect(await installations.erase('T1', removedAt)).toBe(false);
    expect(await installations.count()).toBe(1);
    expect(await installations.erase('T1', removedAt + 5)).toBe(true);
    expect(await installations.count()).toBe(0);
  });

  it('are not taken for a whole organisation', async () => {
    const documents = createInMemoryDocuments('installations');
    const installations = createInstallations(
      documents,
      createSealing(STATE_SECRET, 'test'),
      clock,
    );
    const org = { ...installation, team: undefined, isEnterpriseInstall: true };
    await expect(
      installations.storeInstallation({ ...org, enterprise: { id: 'E1' } }),
    ).rejects.toMatchObject({ code: 'slack/organisation' });
  });
});
