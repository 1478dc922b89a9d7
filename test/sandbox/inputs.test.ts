import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fixture, picture, SOUND_HEADER_BYTES, sound } from './samples.ts';
import { aSandbox } from './sandbox-under-test.ts';

const MB = 1_000_000;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** A JPEG that ends in bytes nobody reads. */
async function heavyPicture(bytes: number): Promise<string> {
  const whole = Buffer.alloc(bytes);
  Buffer.from(await picture(), 'base64').copy(whole);
  return whole.toString('base64');
}

describe('the image', () => {
  it.each(['jpeg', 'png'] as const)('may be %s', async (format) => {
    const { create } = await aSandbox();
    expect((await create({ image: await picture(320, 320, format) })).code).toBe(0);
  });

  it.each(['webp', 'gif'] as const)('may not be %s', async (format) => {
    const { create } = await aSandbox();
    const image = await picture(320, 320, format);
    expect(await create({ image })).toMatchObject({ status: 400, code: 1201 });
  });

  it('may not have a data: prefix', async () => {
    const { create } = await aSandbox();
    const image = `data:image/jpeg;base64,${await picture()}`;
    const message = 'File is not in a valid base64 format';
    expect(await create({ image })).toMatchObject({ status: 400, code: 1201, message });
  });

  it('may not be broken base64', async () => {
    const { create } = await aSandbox();
    const image = await picture();
    const message = 'File is not in a valid base64 format';
    for (const broken of [image.slice(0, -1), `${image.slice(0, -4)}****`, `\n${image}`]) {
      expect(await create({ image: broken })).toMatchObject({ code: 1201, message });
    }
  });

  it('may not be cut off', async () => {
    const { create } = await aSandbox();
    for (const format of ['jpeg', 'png'] as const) {
      const whole = Buffer.from(await picture(320, 320, format), 'base64');
      const image = whole.subarray(0, whole.length - 20).toString('base64');
      expect(await create({ image })).toMatchObject({ status: 400, code: 1201 });
    }
  });

  it('may have 10 MB decoded, and not one byte more', async () => {
    const { create } = await aSandbox();
    expect((await create({ image: await heavyPicture(10 * MB) })).code).toBe(0);
    expect((await create({ image: await heavyPicture(10 * MB + 1) })).code).toBe(1201);
  });

  it.each([
    [300, 300, 0],
    [300, 750, 0],
    [750, 300, 0],
    [299, 300, 1201],
    [300, 299, 1201],
    [300, 751, 1201],
    [751, 300, 1201],
  ])('of %d x %d pixels is answered with %d', async (width, height, code) => {
    const { create } = await aSandbox();
    expect((await create({ image: await picture(width, height) })).code).toBe(code);
  });

  it('that is too small can also be taken and failed later', async () => {
    const { order, finished } = await aSandbox({ settings: { smallImages: 'fail-later' } });
    const { task_id } = await order({ image: await picture(338, 191) });
    expect(await finished(task_id)).toMatchObject({
      task_status: 'failed',
      task_status_msg: 'Image pixel is invalid',
      final_unit_deduction: '0',
    });
  });
});

describe('the sound', () => {
  it.each(['tone.mp3', 'tone.m4a', 'tone.aac'])('may be %s', async (name) => {
    const { create } = await aSandbox();
    expect((await create({ sound_file: fixture(name).toString('base64') })).code).toBe(0);
  });

  it.each(['tone.ogg', 'film.mp4', 'alac.m4a', 'README.md'])('may not be %s', async (name) => {
    const { create } = await aSandbox();
    const sound_file = fixture(name).toString('base64');
    expect(await create({ sound_file })).toMatchObject({ status: 400, code: 1201 });
  });

  it.each([
    [1.9, 1201],
    [2, 0],
    [300, 0],
    [300.1, 1201],
  ])('of %d seconds is answered with %d', async (seconds, code) => {
    const { create } = await aSandbox();
    expect((await create({ sound_file: sound(seconds) })).code).toBe(code);
  });

  it('may have 5 MB decoded, and not one byte more', async () => {
    const { create } = await aSandbox();
    const samplesPerSecond = 20_000;
    const seconds = (5 * MB - SOUND_HEADER_BYTES) / samplesPerSecond;
    expect((await create({ sound_file: sound(seconds, samplesPerSecond) })).code).toBe(0);
    const longer = sound(seconds + 1 / samplesPerSecond, samplesPerSecond);
    expect((await create({ sound_file: longer })).code).toBe(1201);
  });

  it('may not have a data: prefix', async () => {
    const { create } = await aSandbox();
    const message = 'File is not in a valid base64 format';
    const sound_file = `data:audio/wav;base64,${sound(3)}`;
    expect(await create({ sound_file })).toMatchObject({ code: 1201, message });
  });
});

describe('a link instead of a file', () => {
  it('is fetched, without the key of the client', async () => {
    const image = Buffer.from(await picture(), 'base64');
    const keys: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      keys.push(request.headers.authorization);
      response.end(request.url === '/face.jpg' ? image : fixture('tone.mp3'));
    });
    const { create } = await aSandbox();
    const fields = { image: `${url}/face.jpg`, sound_file: `${url}/voice.mp3` };
    expect((await create(fields)).code).toBe(0);
    expect(keys).toEqual([undefined, undefined]);
  });

  it('that cannot be fetched is refused with 1201', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/cut') response.destroy();
      else response.writeHead(404).end();
    });
    const { create } = await aSandbox();
    for (const image of [`${url}/gone`, `${url}/cut`, 'http://127.0.0.1:1/refused']) {
      expect(await create({ image })).toMatchObject({ status: 400, code: 1201 });
    }
  });

  it('to a file without end is given up at the limit', async () => {
    const chunk = Buffer.alloc(MB);
    const url = await serve((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(chunk)) {}
      };
      response.on('drain', pour);
      pour();
    });
    const { create } = await aSandbox();
    expect(await create({ image: url })).toMatchObject({ status: 400, code: 1201 });
  });
});
