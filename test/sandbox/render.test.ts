import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fetch from 'node-fetch';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { createFfmpeg } from '../../src/media/ffmpeg.ts';
import { probeVideo } from '../support/video-probe.ts';
import { create, sound, startSandbox, taskIn, taskWhen } from './a-sandbox.ts';

const SECONDS = 2.4;

/** The video that the sandbox draws with the WebAssembly encoder, which every machine has. */
async function draw(image: string): Promise<string> {
  const ffmpeg = await createFfmpeg({ searchPath: '' });
  const sandbox = await startSandbox({
    encode: async (work) => {
      await ffmpeg.run(work);
    },
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-render-'));
  onTestFinished(async () => {
    await ffmpeg.close();
    await rm(folder, { recursive: true, force: true });
  });
  const { task_id } = taskIn(await create(sandbox, { image, sound_file: sound(SECONDS) }));
  await expect.poll(() => sandbox.control.tasks()[0]?.status, { timeout: 25_000 }).toBe('succeed');
  const task = await taskWhen(sandbox, task_id, 'succeed');
  const reply = await fetch(task.task_result?.videos[0]?.url ?? '');
  const file = path.join(folder, 'video.mp4');
  await writeFile(file, Buffer.from(await reply.arrayBuffer()));
  return file;
}

it('draws a video as long as the clip, upright, in H.264 and AAC', async () => {
  const lying = await sharp({
    create: { width: 600, height: 400, channels: 3, background: '#468' },
  })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const video = await probeVideo(await draw(lying.toString('base64')));
  expect(video).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac', width: 480, height: 720 });
  expect(Math.abs(video.seconds - SECONDS)).toBeLessThan(0.1);
});
