import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Ffmpeg } from '../../src/media/ffmpeg.ts';
import { createMedia } from '../../src/media/media.ts';
import { fixture, noSignal, tempFolder } from './temp-folder.ts';
import { wav } from './wav.ts';

/** Hears three loud seconds in everything, as soon as it is told to go on. */
function slowFfmpeg() {
  const waiting: (() => void)[] = [];
  const ffmpeg: Ffmpeg = {
    kind: 'native',
    run: async ({ output }) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (output !== undefined) writeFileSync(output, 'small');
      return { log: 'n_samples: 132300\nmax_volume: -3.0 dB' };
    },
    close: async () => {},
  };
  return { ffmpeg, waiting };
}

function voice(): string {
  const file = path.join(tempFolder(), 'voice.wav');
  writeFileSync(file, wav({ seconds: 3 }));
  return file;
}

it('does two heavy things at once and keeps one place free of fitting', async () => {
  const { ffmpeg, waiting } = slowFfmpeg();
  const media = createMedia({ ffmpeg });
  const output = (name: string) => path.join(tempFolder(), name);
  const fits = [1, 2].map(() =>
    media
      .fitVideo(fixture('finished.mp4'), output('fit.mp4'), 70_000, noSignal())
      .catch(() => 'not a real video'),
  );
  await expect.poll(() => waiting.length).toBe(1);
  const clips = [1, 2].map(() => media.prepareClip(voice(), output('clip'), noSignal()));
  await expect.poll(() => waiting.length).toBe(2);

  // The fit still runs; the clips go through the other place, one after the other.
  waiting.pop()?.();
  await clips[0];
  await expect.poll(() => waiting.length).toBe(2);
  waiting.pop()?.();
  expect(await clips[1]).toMatchObject({ format: 'wav', seconds: 3 });

  waiting.pop()?.();
  await expect.poll(() => waiting.length).toBe(1);
  waiting.pop()?.();
  await Promise.all(fits);
});

it('downloads videos over HTTPS, and over plain HTTP only from where it was told', async () => {
  const server = createServer((_, response) => response.end('a video'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { ffmpeg } = slowFfmpeg();
  const output = path.join(tempFolder(), 'video.mp4');

  const strict = createMedia({ ffmpeg });
  const refused = strict.downloadVideo(`http://${host}/v.mp4`, output, noSignal());
  await expect(refused).rejects.toMatchObject({ code: 'download/forbidden-host' });
  expect(existsSync(output)).toBe(false);

  const told = createMedia({ ffmpeg, privateHosts: new Set([host]) });
  await told.downloadVideo(`http://${host}/v.mp4`, output, noSignal());
  expect(readFileSync(output, 'utf8')).toBe('a video');
});
