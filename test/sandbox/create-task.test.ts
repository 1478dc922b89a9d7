import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  call,
  create,
  picture,
  sound,
  startSandbox,
  TASKS,
  taskIn,
  taskWhen,
} from './a-sandbox.ts';

const fixture = (name: string) =>
  readFile(path.join(import.meta.dirname, '../media/fixtures', name));

// POST /v1/videos/avatar/image2video
describe('a task is taken', () => {
  it('with an id of 18 digits as text, times in ms and the external id', async () => {
    const sandbox = await startSandbox();
    const { status, body } = await create(sandbox, { external_task_id: 'discord-1' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      code: 0,
      message: 'SUCCEED',
      data: {
        task_id: expect.stringMatching(/^\d{18}$/),
        task_status: 'submitted',
        task_info: { external_task_id: 'discord-1' },
        created_at: expect.any(Number),
      },
    });
  });

  it.each(['voice.mp3', 'iphone-memo.m4a', 'voice.aac'])('with the sound %s', async (name) => {
    const sandbox = await startSandbox();
    const answer = await create(sandbox, { sound_file: (await fixture(name)).toString('base64') });
    expect(answer.body).toMatchObject({ code: 0 });
  });

  it('with empty texts where nothing is meant, also twice', async () => {
    const sandbox = await startSandbox();
    const empty = { external_task_id: '', callback_url: '', audio_id: '' };
    expect((await create(sandbox, empty)).body.code).toBe(0);
    expect((await create(sandbox, empty)).body.code).toBe(0);
  });

  it('with links instead of files', async () => {
    const sandbox = await startSandbox();
    const image = Buffer.from(await picture(300, 300), 'base64');
    const server = createServer((_request, reply) => reply.end(image)).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await create(sandbox, { image: `http://127.0.0.1:${port}/face.png` });
    expect(answer.body).toMatchObject({ code: 0 });
  });
});

describe('a task is refused with 400 and 1201', () => {
  const cases: readonly [why: string, changes: () => Promise<object>, told: RegExp][] = [
    ['without a picture', async () => ({ image: '' }), /image is required/],
    ['without a sound', async () => ({ sound_file: undefined }), /exactly one/],
    ['with two sounds', async () => ({ audio_id: '1' }), /exactly one/],
    ['with an unknown audio id', async () => ({ sound_file: '', audio_id: '1' }), /not found/],
    [
      'with a data: prefix on the picture',
      async () => ({ image: `data:image/png;base64,${await picture(320, 320)}` }),
      /not in a valid base64 format/,
    ],
    [
      'with a data: prefix on the sound',
      async () => ({ sound_file: `data:audio/wav;base64,${sound(3)}` }),
      /not in a valid base64 format/,
    ],
    ['with a WebP', async () => ({ image: await picture(320, 320, 'webp') }), /must be .jpg/],
    ['with a side below 300 pixels', async () => ({ image: await picture(299, 400) }), /300px/],
    ['with a picture of 2.6 to 1', async () => ({ image: await picture(780, 300) }), /ratio/],
    [
      'with a picture that is cut off',
      async () => ({ image: (await picture(320, 320)).slice(0, 400) }),
      /can not be decoded/,
    ],
    [
      'with more than 10 MB of picture',
      async () => ({ image: Buffer.alloc(10_000_001).toString('base64') }),
      /larger than 10MB/,
    ],
    ['with a sound of 1.9 s', async () => ({ sound_file: sound(1.9) }), /between 2 and 300/],
    [
      'with a sound of 301 s',
      async () => ({ sound_file: (await shortOfData(301)).toString('base64') }),
      /between 2 and 300/,
    ],
    [
      'with more than 5 MB of sound',
      async () => ({ sound_file: Buffer.alloc(5_000_001).toString('base64') }),
      /larger than 5MB/,
    ],
    [
      'with an Ogg voice message',
      async () => ({ sound_file: (await fixture('discord-voice.ogg')).toString('base64') }),
      /must be .mp3/,
    ],
    [
      'with a video as sound',
      async () => ({ sound_file: (await fixture('finished.mp4')).toString('base64') }),
      /must be .mp3/,
    ],
    ['with a prompt of 2,501', async () => ({ prompt: 'x'.repeat(2_501) }), /2500 characters/],
    ['with another mode', async () => ({ mode: 'gold' }), /std or pro/],
  ];
  it.each(cases)('%s', async (_why, changes, told) => {
    const sandbox = await startSandbox();
    const { status, body } = await create(sandbox, { ...(await changes()) });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 1201 });
    expect(body.message).toMatch(told);
    expect(sandbox.control.tasks()).toEqual([]);
  });

  it('with an external id that the account has used, and no second task is made', async () => {
    const sandbox = await startSandbox();
    await create(sandbox, { external_task_id: 'slack-1' });
    const { body } = await create(sandbox, { external_task_id: 'slack-1' });
    expect(body).toMatchObject({ code: 1201, message: 'External_task_id slack-1 already exists' });
    expect(sandbox.control.tasks()).toHaveLength(1);
  });
});

/** 8,000 samples a second in 8 bits: five minutes in less than 5 MB. */
async function shortOfData(seconds: number): Promise<Buffer> {
  const { wav } = await import('../media/wav.ts');
  return wav({ seconds, sampleRate: 8_000, format: 'u8' });
}

it('takes a small picture and fails it later where it is told to', async () => {
  const sandbox = await startSandbox({ settings: { smallImages: 'fail-later' } });
  const { task_id } = taskIn(await create(sandbox, { image: await picture(200, 200) }));
  const task = await taskWhen(sandbox, task_id, 'failed');
  expect(task).toMatchObject({
    task_status_msg: 'Image pixel is invalid',
    final_unit_deduction: '0',
  });
});

it('refuses a body that is no JSON, another method and another path as Kling does', async () => {
  const sandbox = await startSandbox();
  const { status, body } = await call(sandbox, TASKS, { json: 'no object' });
  expect({ status, code: body.code }).toEqual({ status: 400, code: 1201 });
  const put = await call(sandbox, TASKS, { method: 'PUT' });
  expect({ status: put.status, code: put.body.code }).toEqual({ status: 404, code: 1202 });
  const lost = await call(sandbox, '/v1/videos/nothing');
  expect({ status: lost.status, code: lost.body.code }).toEqual({ status: 404, code: 1203 });
});
