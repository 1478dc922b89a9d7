import { describe, expect, it } from 'vitest';
import { aClient, anOrder, calm } from './a-client.ts';
import { JOB_ID, startKling, success, task } from './scripted-kling.ts';

const image = Buffer.from('picture');

describe('the paid call', () => {
  it('carries whole files as bare base64, with the job id as the external id', async () => {
    const kling = await startKling(success(task()));
    await aClient(kling.url).order(anOrder, calm);
    expect(kling.orders()).toEqual([
      {
        image: anOrder.portrait.toString('base64'),
        sound_file: anOrder.clip.toString('base64'),
        prompt: 'smiles',
        mode: 'std',
        external_task_id: JOB_ID,
      },
    ]);
    expect(kling.seen[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  it('tells Kling where to call back and asks for a mark when the operator wants both', async () => {
    const kling = await startKling(success(task()));
    const callbackUrl = (jobId: string) => `https://bot.example/kling/${jobId}`;
    await aClient(kling.url, { callbackUrl, watermark: true }).order(anOrder, calm);
    expect(kling.orders()[0]).toMatchObject({
      callback_url: `https://bot.example/kling/${JOB_ID}`,
      watermark_info: { enabled: true },
    });
  });

  it('leaves out what is blank', async () => {
    const kling = await startKling(success(task()));
    await aClient(kling.url).createTask(
      { image, sound: { file: image }, prompt: '  ', externalTaskId: '', callbackUrl: '' },
      calm,
    );
    expect(Object.keys(kling.orders()[0] ?? {})).toEqual(['image', 'sound_file']);
  });

  it('takes spoken text of Kling instead of a file, and links instead of bytes', async () => {
    const kling = await startKling(success(task()));
    const link = new URL('https://media.example/a.png');
    await aClient(kling.url).createTask(
      { image: link, sound: { audioId: 'audio-1' }, mode: 'pro' },
      calm,
    );
    expect(kling.orders()).toEqual([{ image: link.href, audio_id: 'audio-1', mode: 'pro' }]);
  });

  it('takes the largest picture and clip that Kling allows', async () => {
    const kling = await startKling(success(task()));
    const portrait = Buffer.alloc(10_000_000, 1);
    const clip = Buffer.alloc(5_000_000, 2);
    await aClient(kling.url).order({ ...anOrder, portrait, clip }, calm);
    expect(kling.orders()[0]?.image).toBe(portrait.toString('base64'));
  });

  it.each(['', '.', '..'])(
    'is not made for the job id %j, which no query could find',
    async (jobId) => {
      const kling = await startKling();
      await expect(aClient(kling.url).order({ ...anOrder, jobId }, calm)).rejects.toMatchObject({
        code: 'kling/bad-id',
      });
      expect(kling.seen).toEqual([]);
    },
  );
});
