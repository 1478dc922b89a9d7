import { EventEmitter, once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { toJobId } from '../../../src/jobs/job.ts';
import { type EventStream, openEventStream } from '../../../src/surfaces/web/event-stream.ts';
import { startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { quietLog } from '../../support/real-sandbox.ts';
import { aVisitor, createWebWorld, FIRST, SECOND, type Tab, untilDone } from './web-world.ts';

async function setUp(language = 'en') {
  const web = createWebWorld();
  const bot = await web.start();
  const ada = await aVisitor(bot, language);
  /** A tab that has seen the thread. */
  const open = async (): Promise<Tab> => {
    const tab = await ada.listen();
    await web.until(() => tab.last('thread'));
    return tab;
  };
  return { web, bot, ada, open };
}

describe('an open tab', () => {
  it('sees the thread first, then each step of a job up to the video', async () => {
    const { web, ada, open } = await setUp();
    const tab = await open();
    expect(tab.heard[0]).toMatchObject({ name: 'thread', data: { jobs: [], isPreview: true } });
    await ada.ask(FIRST);
    await web.until(() => tab.last('job')?.video);
    const jobs = tab.heard.filter(({ name }) => name === 'job');
    const phases = jobs.map(({ data }) => (data as { phase: string }).phase);
    expect([...new Set(phases)]).toEqual(
      expect.arrayContaining(['preparing', 'queued', 'rendering', 'done']),
    );
    expect(phases.at(-1)).toBe('done');
  });

  it('sees how far the rendering is', async () => {
    const { web, ada, open } = await setUp();
    const tab = await open();
    await ada.ask(FIRST);
    await web.until(() => (tab.last('job')?.fraction ?? 0) > 0.3);
    expect(tab.last('job')).toMatchObject({ phase: 'rendering', expectedMs: 20_000 });
    expect(tab.last('job')?.text).toContain('usually 20 s');
  });

  it('sees what is chosen in another one', async () => {
    const { web, ada, open } = await setUp();
    const tab = await open();
    await ada.upload('clip', 'hello.ogg');
    await web.until(() => tab.last('draft')?.clip?.name === 'hello.ogg');
    await ada.call('DELETE', '/api/draft/clip');
    await web.until(() => tab.last('draft')?.clip === undefined);
  });

  it('sees a job go that was deleted in another one', async () => {
    const { web, ada, open } = await setUp();
    const { body } = await ada.ask(FIRST);
    await untilDone(web.world, body);
    const tab = await open();
    await ada.call('DELETE', `/api/jobs/${body.id}`);
    await web.until(() => tab.last('gone')?.id === body.id);
  });

  it('sees that the operator lets nothing new in', async () => {
    const { web, bot, ada, open } = await setUp();
    const tab = await open();
    bot.setIntake(false);
    await web.until(() => tab.last('intake')?.takesRequests === false);
    expect((await ada.thread()).takesRequests).toBe(false);
  });

  it('sees nothing of what others do', async () => {
    const { web, bot, open } = await setUp();
    const tab = await open();
    const eve = await aVisitor(bot);
    const { body } = await eve.ask(FIRST);
    await untilDone(web.world, body);
    expect(tab.heard.map(({ name }) => name)).toEqual(['thread']);
  });

  it('speaks the language of its browser, whatever the job was asked in', async () => {
    const { web, bot, ada } = await setUp('en');
    const { body } = await ada.ask(FIRST);
    await untilDone(web.world, body);
    const spanish = await aVisitor(bot, 'es', ada.cookie);
    const tab = await spanish.listen();
    const thread = await web.until(() => tab.last('thread'));
    expect(thread.language).toBe('es');
    expect(thread.jobs[0]?.text).toContain('Aquí tienes');
  });

  it('is told apart from a connection that has died, by a beat', async () => {
    const { web, open } = await setUp();
    const tab = await open();
    let said = '';
    tab.raw.on('data', (text: string) => {
      said += text;
    });
    await web.until(() => said.includes(': \n\n'));
  });

  it('is not held back or kept by anybody on the way', async () => {
    const { open } = await setUp();
    expect((await open()).headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  it('without a cookie is told to open the thread first', async () => {
    const { ada } = await setUp();
    ada.cookie = undefined;
    const reply = await ada.call('GET', '/api/events');
    expect(reply.status).toBe(401);
    expect(reply.body.code).toBe('person/unknown');
  });
});

describe('a tab that was away', () => {
  it('sees all that has happened when it connects again', async () => {
    const { web, ada, open } = await setUp();
    const first = await open();
    first.raw.destroy();
    const { body } = await ada.ask(FIRST);
    await untilDone(web.world, body);
    const again = await open();
    expect(again.last('thread')?.jobs).toMatchObject([{ id: body.id, ended: 'video' }]);
  });

  it('sees the job go on after the service was started anew', async () => {
    const { web, bot, ada, open } = await setUp();
    web.world.maker.renderMs = 60_000;
    const tab = await open();
    const { body } = await ada.ask(FIRST);
    await web.untilJob(toJobId(body.id), ({ state }) => state.kind === 'rendering');
    await bot.stop();
    await web.until(() => tab.ended);
    const same = await aVisitor(await web.start(), 'en', ada.cookie);
    const again = await same.listen();
    await web.until(() => again.last('thread'));
    expect(again.last('thread')?.jobs).toMatchObject([{ id: body.id, phase: 'rendering' }]);
    await web.until(() => again.last('job')?.video);
    expect(web.world.maker.orders).toHaveLength(1);
  });
});

it('lets four tabs of a person listen, and tells the oldest when a fifth one comes', async () => {
  const { web, open } = await setUp();
  const tabs: Tab[] = [];
  for (let opened = 0; opened < 5; opened += 1) tabs.push(await open());
  await web.until(() => tabs[0]?.ended);
  expect(tabs[0]?.heard.at(-1)).toEqual({ name: 'paused', data: {} });
  expect(tabs.slice(1).map(({ ended }) => ended)).toEqual([false, false, false, false]);
});

it('drops a tab that does not read, and goes on with one that does', async () => {
  const streams: EventStream[] = [];
  const server = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock: systemClock, log: quietLog },
    routes: [
      (scope) => {
        scope.get('/', (_request, reply) => void streams.push(openEventStream(reply, systemClock)));
      },
    ],
  });
  onTestFinished(() => server.close());
  const [asleep, awake] = [await listenTo(server.url), await listenTo(server.url)];
  awake.resume();
  // More than the kernel holds for both sides of a connection.
  for (let sent = 0; sent < 40; sent += 1) {
    for (const stream of streams) stream.send('job', 'x'.repeat(500_000));
    await nextTurn();
    while ((awake.socket.bytesRead ?? 0) < sent * 500_000) await nextTurn();
  }
  expect(streams.map(({ over }) => over.aborted)).toEqual([true, false]);
  expect(asleep.destroyed).toBe(false);
});

it('holds nothing for a tab that has left before it was answered', async () => {
  const moments = new EventEmitter();
  const [asked, opened] = [once(moments, 'asked'), once(moments, 'opened')];
  const { url, close } = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock: systemClock, log: quietLog },
    routes: [
      (server) => {
        server.get('/', async (_request, reply) => {
          const left = once(reply.raw, 'close');
          moments.emit('asked');
          await left;
          moments.emit('opened', openEventStream(reply, systemClock));
        });
      },
    ],
  });
  onTestFinished(close);
  const tab = get(url).on('error', () => undefined);
  await asked;
  tab.destroy();
  const [stream] = (await opened) as [EventStream];
  const told: string[] = [];
  stream.onOver(() => told.push('over'));
  expect(told).toEqual(['over']);
});

it('ends the tabs when the service stops', async () => {
  const { bot, open } = await setUp();
  const tab = await open();
  const ended = once(tab.raw, 'close');
  await bot.stop();
  await ended;
});

it('shows a video that was lost from the disk as a problem', async () => {
  const { web, ada } = await setUp();
  web.world.maker.renderMs = 5_000;
  const { body } = await ada.ask(SECOND);
  const withFile = web.world.blobs.withFile;
  web.world.blobs.withFile = (key, use) => {
    return withFile(key.endsWith('video.mp4') ? 'gone/video.mp4' : key, use);
  };
  await untilDone(web.world, body);
  const [shown] = (await ada.thread()).jobs;
  expect(shown).toMatchObject({ ended: 'problem', problem: { code: 'internal' } });
  expect(shown).not.toHaveProperty('video');
});

/** An answer of which nothing is read yet. */
async function listenTo(url: string): Promise<IncomingMessage> {
  const asked = get(url, { agent: false });
  onTestFinished(() => void asked.destroy());
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}
