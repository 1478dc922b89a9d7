import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Problem, ProblemError } from '../../../src/jobs/problem.ts';
import type { ShownDraft } from '../../../src/surfaces/web/thread/wire.ts';
import {
  aVisitor,
  createWebWorld,
  FIRST,
  untilDone,
  type Visitor,
  type WebBot,
  type WebWorld,
} from './web-world.ts';

async function setUp() {
  const web = createWebWorld();
  const bot = await web.start();
  return { web, bot, ada: await aVisitor(bot) };
}

/** A request whose body the test sends by hand. */
function beginUpload({ url }: WebBot, { cookie }: Visitor, headers: string): Line {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const line: Line = { socket, said: '', ended: false };
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    line.said += text;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    line.ended = true;
  });
  const head = `PUT /api/draft/clip HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${cookie}\r\n`;
  socket.write(`${head}${headers}\r\n\r\n`);
  return line;
}

interface Line {
  readonly socket: Socket;
  said: string;
  ended: boolean;
}

/** Sends as fast as the other side takes it. */
async function pour(socket: Socket, bytes: number): Promise<void> {
  const chunk = Buffer.alloc(1_000_000, 'x');
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
}

/** Nothing of an upload stays when it was refused. */
async function expectNothingLeft(web: WebWorld, ada: Visitor): Promise<void> {
  await web.until(() => web.temporary().length === 0);
  expect(web.uploadKeys()).toEqual([]);
  expect((await ada.thread()).draft).toEqual({});
}

describe('a file that is uploaded', () => {
  it('is looked at at once, and shown as Kling will get it', async () => {
    const { web, ada } = await setUp();
    const { status, body } = await ada.upload('portrait', 'me & you.heic');
    expect(status).toBe(200);
    expect(body.portrait).toMatchObject({ name: 'me & you.heic', width: 800, height: 1_000 });
    const bytes = await ada.call('GET', body.portrait?.url ?? '');
    expect(bytes.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-store',
    });
    expect(web.temporary()).toEqual([]);
  });

  it('may be larger than other requests', async () => {
    const { ada } = await setUp();
    const body = Buffer.alloc(3_000_000);
    expect((await ada.call('PUT', '/api/draft/clip', { body })).status).toBe(200);
  });

  it.each([
    ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
    ['C%3A%5Cme%5Cface.png', 'face.png'],
    ['%E8%87%AA%E6%8B%8D.jpg', '自拍.jpg'],
    ['a%0d%0ab%00c.png', 'abc.png'],
    ['gpj.%E2%80%AEtxt', 'gpj.txt'],
    ['%E0%A4%A', ''],
    ['%2F', ''],
    ['x'.repeat(300), 'x'.repeat(120)],
  ])('under the name %s is shown as %j', async (header, name) => {
    const { ada } = await setUp();
    const headers = { 'x-file-name': header };
    const init = { body: Buffer.from('a picture'), headers };
    const { body } = await ada.call<ShownDraft>('PUT', '/api/draft/portrait', init);
    expect(body.portrait?.name).toBe(name);
  });

  it('takes the place of the one before, which goes', async () => {
    const { web, ada } = await setUp();
    const first = await ada.upload('portrait');
    const second = await ada.upload('portrait');
    expect(second.body.portrait?.url).not.toBe(first.body.portrait?.url);
    expect(web.uploadKeys()).toHaveLength(1);
  });

  it('is taken out again, and goes', async () => {
    const { web, ada } = await setUp();
    await ada.upload('portrait');
    const { body } = await ada.call<ShownDraft>('DELETE', '/api/draft/portrait');
    expect(body).toEqual({});
    await expectNothingLeft(web, ada);
    expect((await ada.call('GET', '/api/draft/portrait')).status).toBe(404);
  });

  it('is there after a restart, and its job is made of it', async () => {
    const { web, bot, ada } = await setUp();
    await ada.upload('portrait');
    await ada.upload('clip');
    await bot.stop();
    const same = await aVisitor(await web.start(), 'en', ada.cookie);
    expect((await same.thread()).draft).toHaveProperty('prices');
    const { body } = await same.post('/api/jobs', { messageId: FIRST, prompt: '', mode: 'std' });
    await untilDone(web.world, body);
    expect((await same.thread()).jobs).toMatchObject([{ ended: 'video' }]);
  });

  it('goes once its job has a copy, and is in the draft no more', async () => {
    const { web, ada } = await setUp();
    const { body } = await ada.ask(FIRST);
    expect((await ada.thread()).draft).toEqual({});
    await untilDone(web.world, body);
    await web.until(() => web.uploadKeys().length === 0);
  });

  it('goes after a day in which nobody has come back to it', async () => {
    const { web, ada } = await setUp();
    await ada.upload('portrait');
    await web.world.clock.advance(2 * 86_400_000);
    await expectNothingLeft(web, ada);
  });
});

describe('an upload is refused', () => {
  it.each<[string, 'portrait' | 'clip', Problem]>([
    [
      'a picture that is too small',
      'portrait',
      { code: 'portrait/too-small', width: 90, height: 80, minSide: 150 },
    ],
    ['a clip that is too short', 'clip', { code: 'clip/too-short', seconds: 0.4, minSeconds: 1 }],
  ])('with the measured value: %s', async (_what, part, problem) => {
    const { web, ada } = await setUp();
    web.world.media.trouble = () => {
      throw new ProblemError(problem);
    };
    const reply = await ada.upload(part);
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ code: problem.code, part });
    expect(reply.body).toMatchObject({ message: expect.stringMatching(/90 × 80|0\.4 s/) });
    await expectNothingLeft(web, ada);
  });

  it.each(['portrait', 'clip'] as const)('when it is empty (%s)', async (part) => {
    const { web, ada } = await setUp();
    const reply = await ada.call('PUT', `/api/draft/${part}`);
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ code: `${part}/empty`, part });
    await expectNothingLeft(web, ada);
  });

  it('without a word about what broke inside', async () => {
    const { web, ada } = await setUp();
    web.world.media.trouble = () => {
      throw new Error('the key is hunter2');
    };
    const reply = await ada.upload('clip');
    expect(reply.status).toBe(500);
    expect(reply.body).toEqual({ code: 'internal', message: expect.stringContaining('the log') });
    expect(JSON.stringify(reply.body)).not.toContain('hunter2');
    await expectNothingLeft(web, ada);
  });

  it('at once when it says itself that it is too large, before any of it has come', async () => {
    const { web, bot, ada } = await setUp();
    const { said } = await heard(web, beginUpload(bot, ada, 'Content-Length: 1000000000'));
    expect(said).toMatch(/^HTTP\/1.1 413/);
    expect(said).toContain('"clip/too-heavy"');
    expect(said).toContain('1000.0 MB; the limit is 50.0 MB');
  });

  it('and heard by who has sent 200 MB before listening', async () => {
    const { web, bot, ada } = await setUp();
    const line = beginUpload(bot, ada, 'Content-Length: 200000000');
    line.socket.pause();
    await pour(line.socket, 200_000_000);
    line.socket.resume();
    expect((await heard(web, line)).said).toContain('"clip/too-heavy"');
    await expectNothingLeft(web, ada);
  });

  it('when more comes than may, without a length, and without laying it all on the disk', async () => {
    const { web, bot, ada } = await setUp();
    const line = beginUpload(bot, ada, 'Transfer-Encoding: chunked');
    line.socket.write(`${(60_000_000).toString(16)}\r\n`);
    await pour(line.socket, 60_000_000);
    expect((await heard(web, line)).said).toContain('"clip/too-heavy"');
    await expectNothingLeft(web, ada);
  });

  it('when nothing more comes of it', async () => {
    const { web, bot, ada } = await setUp();
    const line = beginUpload(bot, ada, 'Content-Length: 1000');
    line.socket.write('a beginning');
    expect((await heard(web, line)).said).toContain('"upload/too-slow"');
    expect(line.said).toMatch(/^HTTP\/1.1 408/);
    await expectNothingLeft(web, ada);
    await web.until(() => line.ended);
  });

  it('when hardly anything comes of it', async () => {
    const { web, bot, ada } = await setUp();
    const line = beginUpload(bot, ada, 'Content-Length: 1000000');
    const { clock } = web.world;
    const endsAt = clock.now() + 60_000;
    while (line.said === '' && clock.now() < endsAt) {
      line.socket.write('.'.repeat(1_000));
      await ada.call('GET', '/healthz');
      await clock.advance(1_000);
    }
    expect((await heard(web, line)).said).toContain(
      'Hardly anything of the file has come for 15 s',
    );
    await expectNothingLeft(web, ada);
  });

  it('when it comes for longer than anybody waits', async () => {
    const { web, bot, ada } = await setUp();
    const line = beginUpload(bot, ada, 'Content-Length: 9000000');
    const { clock } = web.world;
    const endsAt = clock.now() + 620_000;
    while (line.said === '' && clock.now() < endsAt) {
      line.socket.write('.'.repeat(40_000));
      // By the time that another is answered, the drop has arrived.
      await ada.call('GET', '/healthz');
      await clock.advance(10_000);
    }
    expect((await heard(web, line)).said).toContain('not here within 10 minutes');
    await expectNothingLeft(web, ada);
  });

  it('when the line is cut in the middle', async () => {
    const { web, bot, ada } = await setUp();
    const line = beginUpload(bot, ada, 'Content-Length: 1000');
    line.socket.write('a beginning');
    await web.until(() => web.temporary().length > 0);
    line.socket.destroy();
    await expectNothingLeft(web, ada);
    expect(web.world.log.count('web.failed')).toBe(0);
  });

  it('when its chunks are none', async () => {
    const { web, bot, ada } = await setUp();
    const line = beginUpload(bot, ada, 'Transfer-Encoding: chunked');
    line.socket.write('what is this');
    expect((await heard(web, line)).said).toMatch(/^HTTP\/1.1 400/);
    await expectNothingLeft(web, ada);
  });

  it('when two of the same person are under way, and not for long', async () => {
    const { web, bot, ada } = await setUp();
    const lines = [1, 2].map(() => beginUpload(bot, ada, 'Content-Length: 1000'));
    await web.until(() => web.temporary().length === 2);
    const reply = await ada.upload('portrait');
    expect(reply.status).toBe(429);
    expect(reply.body).toMatchObject({ code: 'upload/too-many' });
    expect(reply.headers['retry-after']).toBe('5');
    for (const { socket } of lines) socket.destroy();
    await web.until(() => web.temporary().length === 0);
    expect((await ada.upload('portrait')).status).toBe(200);
  });

  it.each([
    ['one address makes up people', 3, () => '192.0.2.1'],
    ['too many people upload', 8, (person: number) => `192.0.2.${person}`],
  ])('when %s at the same time', async (_name, people, addressOf) => {
    const web = createWebWorld();
    const bot = await web.start({ pageAccess: 'everyone', trustedProxies: ['127.0.0.1'] });
    for (let person = 0; person < people; person += 1) {
      const other = await aVisitor(bot);
      const head = `X-Forwarded-For: ${addressOf(person)}\r\nContent-Length: 1000`;
      for (const _of of 'ab') beginUpload(bot, other, head);
    }
    await web.until(() => web.temporary().length === 2 * people);
    const ada = await aVisitor(bot);
    const headers = { 'x-forwarded-for': addressOf(people) };
    const reply = await ada.call('PUT', '/api/draft/clip', { body: 'a clip', headers });
    expect(reply.status).toBe(429);
    expect(reply.body).toMatchObject({ code: 'upload/busy' });
    expect(reply.headers['retry-after']).toBe('5');
  });

  it('when one address sends more than thirty a minute', async () => {
    const { ada } = await setUp();
    const statuses: number[] = [];
    for (let sent = 0; sent < 30; sent += 1) {
      statuses.push((await ada.call('PUT', '/api/draft/clip')).status);
    }
    expect(new Set(statuses)).toEqual(new Set([422]));
    const reply = await ada.upload('clip');
    expect(reply.status).toBe(429);
    expect(reply.body).toMatchObject({ code: 'request/too-many' });
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('also from the many addresses that one subscriber of IPv6 has', async () => {
    const web = createWebWorld();
    const bot = await web.start({ pageAccess: 'everyone', trustedProxies: ['127.0.0.1'] });
    const ada = await aVisitor(bot);
    const send = (address: string) => {
      const headers = { 'x-forwarded-for': address };
      return ada.call('PUT', '/api/draft/clip', { headers });
    };
    for (let sent = 0; sent < 30; sent += 1) await send(`2001:db8:1:2::${sent}`);
    expect((await send('2001:db8:1:2:9:9:9:9')).status).toBe(429);
    expect((await send('2001:db8:1:3::1')).status).toBe(422);
  });

  it('as is every other body that takes its time', async () => {
    const { web, bot } = await setUp();
    const { hostname, port } = new URL(bot.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write('POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{');
    const [said] = await Promise.all([
      once(socket, 'data').then(String),
      once(socket, 'close'),
      web.until(() => socket.closed),
    ]);
    expect(said).toMatch(/^HTTP\/1.1 408/);
  });
});

/** Lets time pass until the service has answered. */
async function heard(web: WebWorld, line: Line): Promise<Line> {
  await web.until(() => line.said.includes('}'));
  return line;
}
