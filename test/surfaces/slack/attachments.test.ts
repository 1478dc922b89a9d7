import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { AttachedFile } from '../../emulators/slack/handle.ts';
import { createSlackChatWorld, type SlackChatWorld } from '../../support/slack-chat-world.ts';

let world: SlackChatWorld;
let output: string;

beforeEach(async () => {
  world = await createSlackChatWorld();
  const folder = await mkdtemp(path.join(tmpdir(), 'slack-file-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  output = path.join(folder, 'file');
});

const VOICE: AttachedFile = { name: 'voice.m4a', bytes: Buffer.from('a voice') };

/** Copies a file that Ada has attached. */
async function fetchFile(changes: Partial<AttachedFile> = {}): Promise<string> {
  const { id } = world.ada.upload({ ...VOICE, ...changes });
  return fetchById(id);
}

async function fetchById(id: string): Promise<string> {
  const address = `${world.slack.team.id}/${id}`;
  const attachment = { kind: 'attachment', address, name: 'voice.m4a' } as const;
  await world.settle(world.chat.fetchAttachment('clip', attachment, output, world.signal));
  return readFile(output, 'utf8');
}

const refused = (problem: object) => ({ problem: expect.objectContaining(problem) });
const NO_PERMISSION = refused({
  code: 'source/no-permission',
  part: 'clip',
  permission: 'files:read',
});

describe('an attached file', () => {
  it("is read with the bot's token", async () => {
    expect(await fetchFile()).toBe('a voice');
  });

  it('of a connected workspace is found by its id', async () => {
    expect(await fetchFile({ isExternal: true })).toBe('a voice');
  });

  it.each(['file_not_found', 'not_visible'] as const)(
    'that is hidden (%s) is named so',
    async (isHidden) => {
      await expect(fetchFile({ isHidden })).rejects.toMatchObject(
        refused({ code: 'source/hidden', part: 'clip' }),
      );
    },
  );

  it.each([
    [{ mode: 'tombstone' }, 'source/hidden'],
    [{ mode: 'file_access', file_access: 'check_file_info' }, 'source/hidden'],
    [{ is_external: true }, 'source/not-allowed'],
    [{ url_private_download: 'https://drive.example/x' }, 'source/not-allowed'],
    [{ url_private_download: 'http://files.slack.com/x' }, 'source/not-allowed'],
    [{ url_private_download: 'https://files.slack.com.example/x' }, 'source/not-allowed'],
    [{ size: 50_000_001 }, 'clip/too-heavy'],
  ])('that Slack knows as %j is refused without a download', async (facts, code) => {
    const { id } = world.ada.upload(VOICE);
    Object.assign(world.slack.file(id), facts);
    await expect(fetchById(id)).rejects.toMatchObject(refused({ code }));
    expect(world.count('file')).toBe(0);
  });

  it('needs a permission, which is named where Slack names it', async () => {
    world.slack.team.scopes.delete('files:read');
    await expect(fetchFile()).rejects.toMatchObject(NO_PERMISSION);
    expect(world.log.count('slack.missing-scope')).toBe(1);
  });

  it('needs a permission also where Slack sends the page to sign in instead', async () => {
    world.slack.fileServer = 'login-page-at-once';
    await expect(fetchFile()).rejects.toMatchObject(NO_PERMISSION);
    expect(world.log.count('slack.missing-scope')).toBe(1);
  });

  it('may be a web page, which is no reason to ask for a permission', async () => {
    const bytes = Buffer.from('<!doctype html>hello');
    expect(await fetchFile({ bytes, name: 'a.html', mimetype: 'text/html' })).toContain('hello');
  });

  it('never takes the token along to another host', async () => {
    world.slack.fileServer = 'redirect-elsewhere';
    await expect(fetchFile()).rejects.toMatchObject(refused({ code: 'source/not-allowed' }));
    const told = world.slack.elsewhere.requests.map(({ headers }) => headers['authorization']);
    expect(told.filter((each) => each !== undefined)).toEqual([]);
  });

  it.each([
    { status: 500 },
    { status: 429, retryAfter: 30 },
    'cut',
    { error: 'internal_error' },
  ] as const)('is read later where Slack has a bad moment (%j)', async (trouble) => {
    world.slack.faults.on('files.info', trouble);
    await expect(fetchFile()).rejects.toMatchObject({ retryable: true });
    await world.clock.advance(30_000);
    world.slack.faults.on('file', trouble === 'cut' ? 'cut' : { status: 500 });
    await expect(fetchFile()).rejects.toMatchObject({ retryable: true });
    expect(await fetchFile()).toBe('a voice');
  });

  it('is read all the same where Slack wants a short pause', async () => {
    world.slack.faults.on('files.info', { status: 429, retryAfter: 2 });
    expect(await fetchFile()).toBe('a voice');
  });

  it('of a workspace that has removed the app cannot be read', async () => {
    world.slack.team.uninstall();
    await expect(fetchById('F1')).rejects.toMatchObject({ code: 'slack/not-installed' });
  });
});
