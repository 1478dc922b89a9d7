import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { preparePortrait } from '../../src/media/portrait.ts';
import { portraitShape } from '../../src/media/portrait-shape.ts';
import { noise } from './hostile-recipe.ts';
import { fixture, noSignal, tempFolder } from './temp-folder.ts';

const RED = '#ff0000';
const GREEN = '#00ff00';
const BLUE = '#0000ff';

/** Seen upright: red above, blue below, and a green corner at the top left. */
function scene(width = 400, height = 600): Sharp {
  const part = (w: number, h: number, background: string) => ({
    input: { create: { width: w, height: h, channels: 3 as const, background } },
    left: 0,
    top: 0,
  });
  const third = Math.floor(height / 3);
  const corner = Math.floor(width / 4);
  return sharp({ create: { width, height, channels: 3, background: BLUE } })
    .composite([part(width, third, RED), part(corner, corner, GREEN)])
    .removeAlpha();
}

async function prepared(input: string) {
  const folder = tempFolder();
  const output = path.join(folder, 'portrait.jpg');
  const facts = await preparePortrait(input, output, noSignal());
  return { facts, output, metadata: await sharp(output).metadata(), left: readdirSync(folder) };
}

async function preparedFrom(
  picture: Sharp,
  name = 'in',
): Promise<Awaited<ReturnType<typeof prepared>>> {
  const input = path.join(tempFolder(), name);
  await picture.toFile(input);
  return prepared(input);
}

/** Rounded to full channels, which JPEG does not hit exactly. */
async function colourAt(file: string, x: number, y: number): Promise<string> {
  const pixel = await sharp(file)
    .extract({ left: x, top: y, width: 1, height: 1 })
    .raw()
    .toBuffer();
  const channels = [...pixel].map((value) => (value > 200 ? 'ff' : value < 55 ? '00' : '??'));
  return `#${channels.join('')}`;
}

async function colours(file: string): Promise<string[]> {
  return Promise.all([colourAt(file, 20, 20), colourAt(file, 300, 50), colourAt(file, 200, 400)]);
}

describe('a portrait', () => {
  it.each([
    ['a JPEG', () => scene().jpeg()],
    ['a progressive JPEG', () => scene().jpeg({ progressive: true })],
    ['a PNG', () => scene().png()],
    ['an interlaced PNG with a palette', () => scene().png({ progressive: true, palette: true })],
    ['a WebP', () => scene().webp()],
    ['a GIF', () => scene().gif()],
    ['a TIFF', () => scene().tiff()],
    ['a 16-bit PNG', () => scene().toColourspace('rgb16').png()],
    ['a PNG in Display P3', () => scene().withIccProfile('p3').png()],
  ])('may be %s', async (_, picture) => {
    const { facts, output, metadata } = await preparedFrom(picture());
    expect(facts).toMatchObject({ width: 400, height: 600 });
    expect(metadata).toMatchObject({ format: 'jpeg', space: 'srgb', channels: 3, depth: 'uchar' });
    expect(await colours(output)).toEqual([GREEN, RED, BLUE]);
  });

  it.each(['picture.avif', 'picture.heic', 'picture-irot.heic'])(
    'may be as in %s, upright and with the colours of its profile',
    async (name) => {
      const { facts, output, left } = await prepared(fixture(name));
      expect(facts).toMatchObject({ width: 400, height: 600 });
      expect(await colours(output)).toEqual([GREEN, RED, BLUE]);
      expect(left).toEqual(['portrait.jpg']);
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is turned upright from EXIF orientation %i', async (turn) => {
    // What a camera held that way stores: the upright picture, turned back.
    const stored = await turnedBack(await scene().png().toBuffer(), turn);
    const { output, facts, metadata } = await preparedFrom(
      sharp(stored).withMetadata({ orientation: turn }).jpeg(),
    );
    expect(facts).toMatchObject({ width: 400, height: 600 });
    expect(await colours(output)).toEqual([GREEN, RED, BLUE]);
    expect(metadata.orientation).toBeUndefined();
  });

  it('says nothing about who took it, where and with what', async () => {
    const exif = { IFD0: { Make: 'Secret' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };
    const { metadata } = await preparedFrom(scene().withExif(exif).keepMetadata().jpeg());
    expect(metadata.exif).toBeUndefined();
    expect(metadata.icc).toBeUndefined();
    expect(metadata.xmp).toBeUndefined();
  });

  it('stands on white where it is transparent', async () => {
    const glass = { r: 0, g: 0, b: 0, alpha: 0 };
    const picture = sharp({ create: { width: 400, height: 400, channels: 4, background: glass } });
    const { output } = await preparedFrom(picture.png());
    expect(await colourAt(output, 200, 200)).toBe('#ffffff');
  });

  it('has three channels even when it is grey', async () => {
    const { metadata } = await preparedFrom(scene().toColourspace('b-w').jpeg());
    expect(metadata).toMatchObject({ channels: 3, space: 'srgb' });
  });

  it('is the first frame of an animation', async () => {
    const frames = await Promise.all([
      scene(400, 400).png().toBuffer(),
      sharp({ create: { width: 400, height: 400, channels: 3, background: BLUE } })
        .png()
        .toBuffer(),
    ]);
    const { facts, output } = await preparedFrom(sharp(frames, { join: { animated: true } }).gif());
    expect(facts).toMatchObject({ width: 400, height: 400 });
    expect(await colourAt(output, 300, 50)).toBe(RED);
  });

  it('may be a CMYK JPEG', async () => {
    const cmyk = scene().toColourspace('cmyk').withIccProfile('cmyk').jpeg();
    const { output, metadata } = await preparedFrom(cmyk);
    expect(metadata).toMatchObject({ space: 'srgb', channels: 3 });
    // Ink has no pure green or blue.
    expect(await colourAt(output, 300, 50)).toBe(RED);
  });

  it('is made smaller when it is large', async () => {
    const { facts } = await preparedFrom(scene(3_000, 4_000).jpeg());
    expect(facts).toMatchObject({ width: 1_536, height: 2_048 });
    expect(facts.bytes).toBeLessThan(1_000_000);
  });

  it('may be written by a camera whose JPEGs are a little odd', async () => {
    const jpeg = await scene().jpeg().toBuffer();
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    // The last coefficient of the scan, behind the list of its components: not 63.
    jpeg[scan + 4 + 2 * (jpeg[scan + 4] ?? 0) + 2] = 0;
    const input = path.join(tempFolder(), 'odd.jpg');
    writeFileSync(input, Buffer.concat([jpeg, noise(1_000)]));
    expect((await prepared(input)).facts).toMatchObject({ width: 400, height: 600 });
  });

  it('is left alone when it is called off', async () => {
    const output = path.join(tempFolder(), 'portrait.jpg');
    const stop = new AbortController();
    const work = preparePortrait(fixture('picture.heic'), output, stop.signal);
    stop.abort();
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(output)).toBe(false);
  });
});

describe('the shape of a portrait', () => {
  it.each([
    [720, 900, 720, 900],
    [300, 750, 300, 750],
    [4_000, 3_000, 2_048, 1_536],
    [150, 150, 300, 300],
    [200, 250, 300, 375],
    [160, 400, 300, 750],
    // Rounded the other way, these two would be beyond 2.5.
    [2_500, 1_000, 2_048, 820],
    [151, 377, 300, 749],
  ])('of %i x %i becomes %i x %i', (width, height, newWidth, newHeight) => {
    expect(portraitShape({ width, height })).toEqual({ width: newWidth, height: newHeight });
  });

  it('always is one that Kling takes', () => {
    for (let width = 150; width < 4_000; width += 37) {
      for (let height = 150; height < 4_000; height += 41) {
        if (Math.max(width, height) > Math.min(width, height) * 2.5) continue;
        const shape = portraitShape({ width, height });
        const sides = [shape.width, shape.height].sort((a, b) => a - b);
        expect(sides[0]).toBeGreaterThanOrEqual(300);
        expect(sides[1]).toBeLessThanOrEqual(2_048);
        expect((sides[1] ?? 0) / (sides[0] ?? 1)).toBeLessThanOrEqual(2.5);
      }
    }
  });

  it.each([
    [149, 149, { code: 'portrait/too-small', width: 149, height: 149, minSide: 150 }],
    [1_000, 3, { code: 'portrait/too-small', width: 1_000, height: 3, minSide: 150 }],
    [1_000, 399, { code: 'portrait/too-narrow', width: 1_000, height: 399, maxRatio: 2.5 }],
  ])('of %i x %i is refused with what was measured', (width, height, problem) => {
    expect(() => portraitShape({ width, height })).toThrow(expect.objectContaining({ problem }));
  });
});

function turnedBack(upright: Buffer, orientation: number): Promise<Buffer> {
  const picture = sharp(upright);
  switch (orientation) {
    case 2:
      return picture.flop().toBuffer();
    case 3:
      return picture.rotate(180).toBuffer();
    case 4:
      return picture.flip().toBuffer();
    // sharp mirrors before it turns.
    case 5:
      return picture.flop().rotate(270).toBuffer();
    case 6:
      return picture.rotate(270).toBuffer();
    case 7:
      return picture.flop().rotate(90).toBuffer();
    case 8:
      return picture.rotate(90).toBuffer();
    default:
      return picture.toBuffer();
  }
}
