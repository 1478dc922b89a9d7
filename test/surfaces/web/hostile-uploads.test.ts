import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFfmpeg, type Ffmpeg } from '../../../src/media/ffmpeg.ts';
import { createMedia } from '../../../src/media/media.ts';
import type { Part } from '../../../src/surfaces/web/thread/wire.ts';
import { foreignContents, hostileClips, hostilePortraits } from './hostile-contents.ts';
import {
  CUT_UPLOADS,
  HOSTILE_HEADS,
  type HostileRequest,
  judge,
  put,
  STALLED_UPLOADS,
} from './hostile-requests.ts';
import { openLine, type RawLine } from './raw-line.ts';
import { aVisitor, createWebWorld, type Visitor, type WebBot, type WebWorld } from './web-world.ts';

const PARTS = ['portrait', 'clip'] as const;

let ffmpeg: Ffmpeg;
beforeAll(async () => {
  ffmpeg = await createFfmpeg();
});
afterAll(() => ffmpeg.close());

async function setUp() {
  const web = createWebWorld();
  const bot = await web.start();
  return { web, bot, ada: await aVisitor(bot) };
}

type Scene = Awaited<ReturnType<typeof setUp>>;

async function begin(
  bot: WebBot,
  cookie: string | undefined,
  part: Part,
  request: Pick<HostileRequest, 'head' | 'send'>,
): Promise<RawLine> {
  const line = openLine(bot.url);
  line.socket.write(request.head({ part, host: new URL(bot.url).host, cookie: cookie ?? '' }));
  await request.send?.(line);
  return line;
}

/** Lets time pass until it has ended, and says what was wrong with that. */
async function abuse({ web, bot, ada }: Scene, part: Part, request: HostileRequest) {
  const line = await begin(bot, ada.cookie, part, request);
  await web.until(line.isAnswered);
  line.socket.destroy();
  return judge(request.end, part, await line.answer);
}

async function expectNothingLeft(web: WebWorld, visitor: Visitor): Promise<void> {
  await web.until(() => web.temporary().length === 0);
  expect(web.uploadKeys()).toEqual([]);
  expect((await visitor.thread()).draft).toEqual({});
  expect(web.world.log.count('web.failed')).toBe(0);
}

const REQUESTS = [...HOSTILE_HEADS, ...CUT_UPLOADS, ...STALLED_UPLOADS];

describe('an upload is refused, leaves nothing and holds up nobody, when it comes with', () => {
  it.each(REQUESTS.map((request) => [request.name, request] as const))('%s', async (_, request) => {
    const scene = await setUp();
    const wrong = await Promise.all(PARTS.map((part) => abuse(scene, part, request)));
    expect(wrong).toEqual([undefined, undefined]);
    const honest = await aVisitor(scene.bot);
    expect((await honest.upload('portrait')).status).toBe(200);
    await honest.call('DELETE', '/api/draft/portrait');
    await expectNothingLeft(scene.web, scene.ada);
  });
});

/** Large files and many runs of ffmpeg are for the bench. */
const LIGHT_BYTES = 1_000_000;
const LIGHT_CLIPS = new Set(['bomb.png', 'click.wav']);

const CONTENTS = [
  ...foreignContents(),
  ...(await hostilePortraits()).filter(({ bytes }) => bytes.length < LIGHT_BYTES),
  ...hostileClips().filter(({ name }) => LIGHT_CLIPS.has(name)),
];
const NAMES = [...new Set(CONTENTS.map(({ name }) => name))];

describe('a file is refused for what it is, by the codecs that everybody has', () => {
  it.each(NAMES)('%s', async (name) => {
    const { web, ada } = await setUp();
    const { preparePortrait, prepareClip } = createMedia({ ffmpeg });
    Object.assign(web.world.media, { preparePortrait, prepareClip });
    for (const { part, bytes, code, says = /./ } of CONTENTS.filter((each) => each.name === name)) {
      const reply = await ada.call('PUT', `/api/draft/${part}`, { body: bytes });
      expect(reply.status).toBe(422);
      expect(reply.body).toMatchObject({ code: `${part}${code}`, part });
      expect(reply.body.message).toMatch(says);
    }
    await expectNothingLeft(web, ada);
  });
});

describe('fifty uploads at once', () => {
  it('of one address are each told what is too much, and leave nothing', async () => {
    const { web, bot, ada } = await setUp();
    const silent = { head: put('Content-Length: 1000') };
    const lines = await Promise.all(
      Array.from({ length: 50 }, () => begin(bot, newCookie(), 'clip', silent)),
    );
    await web.until(() => lines.every((line) => line.isAnswered()));
    const answers = await Promise.all(lines.map(({ answer }) => answer));
    const count = (code: string) => answers.filter((answer) => answer?.code === code).length;
    // Thirty a minute, and six of them at a time.
    expect(count('request/too-many')).toBe(20);
    expect(count('upload/busy')).toBe(24);
    expect(count('upload/too-slow')).toBe(6);
    for (const { socket } of lines) socket.destroy();
    await expectNothingLeft(web, ada);
  });
});

function newCookie(): string {
  return `avatar-bot=${randomBytes(32).toString('base64url')}`;
}
