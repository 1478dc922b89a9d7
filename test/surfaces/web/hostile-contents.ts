import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { Part } from '../../../src/surfaces/web/thread/wire.ts';
import { FOREIGN_FILES, noise } from '../../media/hostile-recipe.ts';
import { wav } from '../../media/wav.ts';

/** A file that comes whole and in order, and cannot be used. */
export interface HostileContent {
  readonly name: string;
  readonly part: Part;
  readonly bytes: Buffer;
  /** Behind the part. */
  readonly code: string;
  /** In the sentence: the value and the limit, where there are any. */
  readonly says?: RegExp;
}

const PARTS = ['portrait', 'clip'] as const;

/** What is told by its first bytes; no codec ever sees it. */
export function foreignContents(): HostileContent[] {
  const files: Readonly<Record<string, string | Buffer>> = {
    ...Object.fromEntries(Object.entries(FOREIGN_FILES).filter(([name]) => !name.endsWith('.bin'))),
    'script.svg':
      '<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/api/thread")</script></svg>',
    'passwords.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n',
    'passwords.ffconcat': "ffconcat version 1.0\nfile 'file:///etc/passwd'\n",
    'voice.jpg': 'This is a voice, believe me.\n',
    'page-and-archive.html': Buffer.concat([
      Buffer.from('<!DOCTYPE html><script>1</script>'),
      Buffer.from('PK\x03\x04', 'latin1'),
    ]),
  };
  return Object.entries(files).flatMap(([name, text]) =>
    PARTS.map((part) => ({ name, part, bytes: Buffer.from(text), code: '/unsupported' })),
  );
}

/** Portraits of which the header is enough. */
export async function hostilePortraits(): Promise<HostileContent[]> {
  const plain = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#963' } });
  const jpeg = await plain(400, 400).jpeg().toBuffer();
  const portrait = (name: string, bytes: Buffer, code: string, says?: RegExp): HostileContent => ({
    ...{ name, part: 'portrait', bytes, code },
    ...(says === undefined ? {} : { says }),
  });
  return [
    portrait('bomb.png', pngOf(30_000, 30_000), '/too-many-pixels', /30,?000 × 30,?000/),
    portrait('three-pixels.png', await plain(3, 3).png().toBuffer(), '/too-small', /3 × 3.*150/),
    portrait(
      'strip.jpg',
      await plain(1_000, 200).jpeg().toBuffer(),
      '/too-narrow',
      /5\.0 : 1.*2\.5/,
    ),
    portrait('cut.jpg', jpeg.subarray(0, jpeg.length / 2), '/damaged'),
    portrait('script.gif', Buffer.from('GIF89a=1;alert(document.cookie);//'), '/damaged'),
    portrait('page.png', Buffer.concat([SIGNATURE, Buffer.from('<html>')]), '/damaged'),
    portrait('film.jpg', Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isom', 'latin1'), '/unsupported'),
    portrait('noise.jpg', noise(100_000), '/unsupported'),
  ];
}

/** Clips that have to be listened to. */
export function hostileClips(): HostileContent[] {
  const clip = (name: string, bytes: Buffer, code: string, says?: RegExp): HostileContent => ({
    ...{ name, part: 'clip', bytes, code },
    ...(says === undefined ? {} : { says }),
  });
  const lecture = { seconds: 2_400, sampleRate: 8_000, format: 'u8' } as const;
  return [
    clip('lecture.wav', wav(lecture), '/too-long', /5 min/),
    clip('click.wav', wav({ seconds: 0.4 }), '/too-short', /0\.4 s.*1\.0 s/),
    clip('muted.wav', wav({ seconds: 3, loudness: 0 }), '/silent'),
    clip('header-only.wav', wav({ seconds: 0 }), '/damaged'),
    clip('magic-only.ogg', Buffer.from('OggS'), '/damaged'),
    clip('noise.mp3', noise(100_000), '/unsupported'),
    clip('zeros.wav', Buffer.alloc(50_000), '/unsupported'),
    clip('bomb.png', pngOf(30_000, 30_000), '/unsupported'),
  ];
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A PNG that says how large it is, and is nothing else. */
function pngOf(width: number, height: number): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', size), chunk('IDAT', noise(500)), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
