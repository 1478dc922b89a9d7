import { describe, expect, it } from 'vitest';
import { toJobId } from '../../../src/jobs/job.ts';
import type {
  Answer,
  ShownDraft,
  ShownJob,
  WireError,
} from '../../../src/surfaces/web/thread/wire.ts';
import { untilJob } from '../../support/world.ts';
import { aVisitor, createWebWorld, FIRST, SECOND, untilDone, type Visitor } from './web-world.ts';

async function jobOf(visitor: Visitor, id: string): Promise<ShownJob | undefined> {
  return (await visitor.thread()).jobs.find((job) => job.id === id);
}

describe('a picture and a clip on the page', () => {
  it('become a video that plays there, and can be saved', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    const { status, body } = await ada.ask(FIRST);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      prompt: 'smiles',
      mode: 'std',
      phase: 'preparing',
      may: ['cancel'],
    });
    await untilDone(web.world, body);
    const shown = await jobOf(ada, body.id);
    expect(shown).toMatchObject({
      phase: 'done',
      ended: 'video',
      text: expect.stringContaining('Here is your talking avatar'),
      video: { seconds: 10, width: 720, height: 900 },
      price: { units: 4, dollars: expect.closeTo(0.56) },
      may: ['retry', 'delete'],
    });
    const played = await ada.call('GET', shown?.video?.url ?? '', {
      headers: { range: 'bytes=0-1' },
    });
    expect(played.status).toBe(206);
    expect(played.headers['content-type']).toBe('video/mp4');
    const saved = await ada.call('GET', shown?.video?.downloadUrl ?? '');
    expect(saved.headers['content-disposition']).toBe(`attachment; filename="${body.id}.mp4"`);
  });

  it('cost what the page tells beforehand', async () => {
    const ada = await aVisitor(await createWebWorld().start());
    expect((await ada.thread()).rates).toEqual({
      std: { units: 0.4, dollars: expect.closeTo(0.056) },
      pro: { units: 0.8, dollars: expect.closeTo(0.112) },
    });
    const { body } = await ada.upload('clip');
    expect(body.prices).toEqual({
      std: { units: 4, dollars: expect.closeTo(0.56) },
      pro: { units: 8, dollars: expect.closeTo(1.12) },
    });
  });

  it('sent twice with the same id are one job', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    const first = await ada.ask(FIRST);
    const again = await ada.post('/api/jobs', { messageId: FIRST, prompt: 'smiles', mode: 'std' });
    expect(again.status).toBe(200);
    expect(again.body.id).toBe(first.body.id);
    await untilDone(web.world, first.body);
    expect(web.world.maker.orders).toHaveLength(1);
    expect((await ada.thread()).jobs).toHaveLength(1);
  });

  it('sent twice at once are one job', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    await ada.upload('portrait');
    await ada.upload('clip');
    const request = { messageId: FIRST, prompt: '', mode: 'pro' };
    const replies = await Promise.all([1, 2, 3].map(() => ada.post('/api/jobs', request)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect((await ada.thread()).jobs).toMatchObject([{ mode: 'pro', prompt: '' }]);
  });

  it('sent from two tabs at once are one job, and the other tab is told what it lacks', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    await ada.upload('portrait');
    await ada.upload('clip');
    const replies = await Promise.all(
      [FIRST, SECOND].map((messageId) =>
        ada.post<WireError>('/api/jobs', { messageId, prompt: '', mode: 'std' }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 422]);
    const refused = replies.find(({ status }) => status === 422);
    expect(refused?.body).toMatchObject({ code: 'source/missing', part: 'portrait' });
    expect((await ada.thread()).jobs).toHaveLength(1);
  });

  it('with one of them missing are told which', async () => {
    const ada = await aVisitor(await createWebWorld().start());
    await ada.upload('clip');
    const reply = await ada.post('/api/jobs', { messageId: FIRST, prompt: '', mode: 'std' });
    expect(reply.status).toBe(422);
    expect(reply.body).toEqual({
      code: 'source/missing',
      message: 'There is no picture. Please attach one.',
      part: 'portrait',
    });
  });

  it('with a prompt that is too long are told how long it may be, and stay chosen', async () => {
    const ada = await aVisitor(await createWebWorld().start());
    const reply = await ada.ask(FIRST, { prompt: 'x'.repeat(2_501) });
    expect(reply.body).toMatchObject({ code: 'prompt/too-long', part: 'prompt' });
    expect(reply.body).toMatchObject({ message: expect.stringMatching(/2501.*2500/) });
    expect((await ada.thread()).draft).toHaveProperty('clip');
  });

  it('beyond what one person may have at once are refused with a word, and stay chosen', async () => {
    const web = createWebWorld({ limits: { maxOpenPerPerson: 1 } });
    const ada = await aVisitor(await web.start());
    await ada.ask(FIRST);
    const reply = await ada.ask(SECOND);
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({
      code: 'limit/open-jobs',
      message: expect.stringContaining('1 job running'),
    });
    expect((await ada.thread()).draft).toHaveProperty('portrait');
  });

  it.each([
    ['no id', { prompt: '', mode: 'std' }],
    ['an id of another kind', { messageId: '../../etc', prompt: '', mode: 'std' }],
    ['an unknown mode', { messageId: FIRST, prompt: '', mode: 'best' }],
    ['no prompt', { messageId: FIRST, mode: 'std' }],
    ['nothing', null],
  ])('asked for with %s are not understood', async (_what, json) => {
    const ada = await aVisitor(await createWebWorld().start());
    const reply = await ada.post('/api/jobs', json);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ code: 'request/malformed' });
  });

  it('asked for by a form of another page are not understood', async () => {
    const ada = await aVisitor(await createWebWorld().start());
    const body = JSON.stringify({ messageId: FIRST, prompt: '', mode: 'std' });
    const headers = { 'content-type': 'text/plain' };
    expect((await ada.call('POST', '/api/jobs', { body, headers })).status).toBe(400);
  });
});

describe('a finished video', () => {
  it('is made again with another voice and the same picture', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    const { body: first } = await ada.ask(FIRST);
    await untilDone(web.world, first);
    web.world.media.clip = { format: 'wav', seconds: 3, bytes: 9_000 };
    await ada.upload('clip');
    const wish = { messageId: SECOND, replace: ['clip'] };
    const { body: second } = await ada.post(`/api/jobs/${first.id}/retry`, wish);
    expect(second.id).toBe(`${first.id}.2`);
    await untilDone(web.world, second);
    expect(await jobOf(ada, second.id)).toMatchObject({ clipSeconds: 3, prompt: 'smiles' });
    expect((await ada.thread()).draft).toEqual({});
    const clip = await ada.call('GET', `/api/jobs/${second.id}/clip`);
    expect(clip.headers['content-type']).toBe('audio/wav');
  });

  it('is made again once, though the wish came twice', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    const { body: first } = await ada.ask(FIRST);
    await untilDone(web.world, first);
    await ada.upload('clip');
    const wish = { messageId: SECOND, replace: ['clip'], mode: 'pro' };
    const again = () => ada.post(`/api/jobs/${first.id}/retry`, wish);
    expect((await again()).body.id).toBe(`${first.id}.2`);
    expect((await again()).body.id).toBe(`${first.id}.2`);
    expect((await ada.thread()).jobs).toHaveLength(2);
  });

  it('is not made again with a voice that is not there', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    const { body } = await ada.ask(FIRST);
    await untilDone(web.world, body);
    const wish = { messageId: SECOND, replace: ['clip'] };
    const reply = await ada.post(`/api/jobs/${body.id}/retry`, wish);
    expect(reply.body).toMatchObject({ code: 'source/missing', part: 'clip' });
  });

  it('is deleted with its picture and its clip', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    const { body } = await ada.ask(FIRST);
    await untilDone(web.world, body);
    const reply = await ada.call<Answer>('DELETE', `/api/jobs/${body.id}`);
    expect(reply.body.text).toContain('is deleted');
    expect((await ada.thread()).jobs).toEqual([]);
    expect([...web.world.blobs.keys]).toEqual([]);
    expect((await ada.call('GET', `/api/jobs/${body.id}/portrait`)).status).toBe(404);
    const late = await ada.post('/api/jobs', { messageId: FIRST, prompt: '', mode: 'std' });
    expect(late.status).toBe(409);
  });
});

describe('a job under way', () => {
  it('is cancelled', async () => {
    const web = createWebWorld();
    web.world.maker.ending = 'never';
    const ada = await aVisitor(await web.start());
    const { body } = await ada.ask(FIRST);
    await untilJob(web.world, toJobId(body.id), ({ state }) => state.kind === 'rendering');
    const reply = await ada.call<Answer>('POST', `/api/jobs/${body.id}/cancel`);
    expect(reply.status).toBe(200);
    await untilDone(web.world, body);
    const shown = await jobOf(ada, body.id);
    expect(shown).toMatchObject({ ended: 'cancelled', may: ['retry', 'delete'] });
  });

  it('is not deleted, and says why', async () => {
    const web = createWebWorld();
    web.world.maker.ending = 'never';
    const ada = await aVisitor(await web.start());
    const { body } = await ada.ask(FIRST);
    const reply = await ada.call('DELETE', `/api/jobs/${body.id}`);
    expect(reply.status).toBe(409);
    expect(reply.body.message).toContain('still running');
  });

  it('that ends with a problem names the part that it concerns', async () => {
    const web = createWebWorld({ limits: { dailyUnitsPerPerson: 1 } });
    const ada = await aVisitor(await web.start());
    const { body } = await ada.ask(FIRST);
    await untilDone(web.world, body);
    expect(await jobOf(ada, body.id)).toMatchObject({
      ended: 'problem',
      problem: { code: 'limit/person-units' },
      text: expect.stringContaining('of 1 units left'),
    });
  });

  it('refused for its price is tried again the next day, with what was uploaded', async () => {
    const web = createWebWorld({ limits: { dailyUnitsPerPerson: 5 } });
    const ada = await aVisitor(await web.start());
    const { body: first } = await ada.ask(FIRST);
    await untilDone(web.world, first);
    const { body: dear } = await ada.ask(SECOND);
    await untilDone(web.world, dear);
    expect(await jobOf(ada, dear.id)).toMatchObject({ ended: 'problem' });
    await web.world.clock.advance(86_400_000);
    const { body } = await ada.post(`/api/jobs/${dear.id}/retry`, { messageId: 'message0003' });
    await untilDone(web.world, body);
    expect(await jobOf(ada, body.id)).toMatchObject({ ended: 'video' });
  });
});

describe('the samples', () => {
  it('are one call away, and cost nothing to look at', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    const { samples } = await ada.thread();
    expect(samples.portraits).toEqual([{ id: 'portrait', url: '/samples/portrait' }]);
    const picture = await ada.call('GET', '/samples/portrait');
    expect(picture.headers['content-type']).toBe('image/jpeg');
    expect((await ada.call('GET', '/samples/voice')).headers['content-type']).toBe('audio/ogg');
    const choice = { portrait: 'portrait', clip: 'voice' };
    const { body } = await ada.post<ShownDraft>('/api/draft/sample', choice);
    expect(body).toMatchObject({
      portrait: { name: 'sample-portrait.jpg' },
      clip: { seconds: 10 },
    });
    const job = await ada.post('/api/jobs', { messageId: FIRST, prompt: '', mode: 'std' });
    await untilDone(web.world, job.body);
    expect(await jobOf(ada, job.body.id)).toMatchObject({ ended: 'video' });
  });

  it('are made ready once, for everybody and for ever', async () => {
    const web = createWebWorld();
    const bot = await web.start();
    const choice = { clip: 'voice' };
    const [ada, bob] = [await aVisitor(bot), await aVisitor(bot)];
    await Promise.all([ada, bob].map((each) => each.post('/api/draft/sample', choice)));
    await ada.call('DELETE', '/api/draft/clip');
    await bot.stop();
    const cleo = await aVisitor(await web.start());
    await cleo.post('/api/draft/sample', choice);
    expect(web.world.media.calls).toEqual(['prepareClip']);
    expect((await cleo.call('GET', '/api/draft/clip')).status).toBe(200);
  });

  it('are made ready again where their bytes were lost', async () => {
    const web = createWebWorld();
    const ada = await aVisitor(await web.start());
    await ada.post('/api/draft/sample', { clip: 'voice' });
    await web.world.blobs.removeJob('sample-voice');
    await ada.post('/api/draft/sample', { clip: 'voice' });
    expect((await ada.call('GET', '/api/draft/clip')).status).toBe(200);
    expect(web.world.media.calls).toEqual(['prepareClip', 'prepareClip']);
  });

  it('are chosen again after they were sent', async () => {
    const ada = await aVisitor(await createWebWorld().start());
    const choice = { portrait: 'portrait', clip: 'voice' };
    for (const messageId of [FIRST, SECOND]) {
      await ada.post('/api/draft/sample', choice);
      const reply = await ada.post('/api/jobs', { messageId, prompt: '', mode: 'std' });
      expect(reply.status).toBe(200);
      expect((await ada.thread()).draft).toEqual({});
    }
  });

  it('that do not exist are not chosen, nor is the other half', async () => {
    const ada = await aVisitor(await createWebWorld().start());
    const choice = { portrait: 'portrait', clip: '../voice' };
    const reply = await ada.post('/api/draft/sample', choice);
    expect(reply.status).toBe(404);
    expect(reply.body).toMatchObject({ code: 'sample/unknown' });
    expect((await ada.thread()).draft).toEqual({});
    expect((await ada.call('GET', '/samples/..%2fpackage.json')).status).toBe(404);
  });
});

it('says everything in the language of the browser', async () => {
  const bot = await createWebWorld().start();
  const ada = await aVisitor(bot, 'fr, es-MX;q=0.9, en;q=0.8');
  expect((await ada.thread()).language).toBe('es');
  const { body } = await ada.post('/api/jobs', { messageId: FIRST, prompt: '', mode: 'std' });
  expect(body).toMatchObject({ message: expect.stringContaining('Falta la imagen') });
  const asked = [
    ['zh-TW', 'zh'],
    ['ja;q=0.1, en;q=0', 'ja'],
    ['en-GB,de', 'en'],
    ['*', 'en'],
    ['de', 'en'],
    [';;q=,,q', 'en'],
  ];
  for (const [header, language] of asked) {
    expect((await (await aVisitor(bot, header)).thread()).language).toBe(language);
  }
});
