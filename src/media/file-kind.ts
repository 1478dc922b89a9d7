import { open } from 'node:fs/promises';

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'heic';
type SoundFormat = 'mp3' | 'wav' | 'm4a' | 'aac' | 'ogg' | 'flac' | 'aiff' | 'caf' | 'amr';
type VideoFormat = 'mp4' | 'mov' | 'webm' | 'matroska';

/**
 * What a file is by its first bytes; its name and what the sender calls it count for nothing. The
 * formats are those that are worth opening, `found` is for the person who sent anything else.
 */
export type FileKind =
  | {
      readonly family: 'picture';
      readonly format: PictureFormat | undefined;
      readonly found: string;
    }
  | { readonly family: 'sound'; readonly format: SoundFormat | undefined; readonly found: string }
  | { readonly family: 'video'; readonly format: VideoFormat | undefined; readonly found: string }
  | { readonly family: 'other'; readonly found: string }
  | { readonly family: 'unknown'; readonly found: string };

/** Enough for a doctype behind a long comment, and for the brands of any MP4. */
const HEAD_BYTES = 4_096;

export async function readFileKind(file: string): Promise<FileKind> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    return kindOf(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

export function kindOf(head: Buffer): FileKind {
  const known = SIGNATURES.find(({ bytes, at = 0 }) => startsWith(head, bytes, at))?.kind;
  return (
    known ??
    kindOfRiff(head) ??
    kindOfIsoMedia(head) ??
    kindOfEbml(head) ??
    kindOfText(head) ??
    kindOfFrames(head) ?? { family: 'unknown', found: 'a file of an unknown kind' }
  );
}

const picture = (found: string, format?: PictureFormat): FileKind => ({
  family: 'picture',
  format,
  found,
});
const sound = (found: string, format?: SoundFormat): FileKind => ({
  family: 'sound',
  format,
  found,
});
const video = (found: string, format?: VideoFormat): FileKind => ({
  family: 'video',
  format,
  found,
});
const other = (found: string): FileKind => ({ family: 'other', found });

/** `bytes` is written as Latin-1 text. */
const SIGNATURES: readonly { bytes: string; at?: number; kind: FileKind }[] = [
  { bytes: '\xff\xd8\xff', kind: picture('a JPEG picture', 'jpeg') },
  { bytes: '\x89PNG\r\n\x1a\n', kind: picture('a PNG picture', 'png') },
  { bytes: 'GIF87a', kind: picture('a GIF picture', 'gif') },
  { bytes: 'GIF89a', kind: picture('a GIF picture', 'gif') },
  { bytes: 'II*\0', kind: picture('a TIFF picture', 'tiff') },
  { bytes: 'MM\0*', kind: picture('a TIFF picture', 'tiff') },
  { bytes: '\xff\x0a', kind: picture('a JPEG XL picture') },
  { bytes: '\0\0\0\x0cJXL \r\n\x87\n', kind: picture('a JPEG XL picture') },
  { bytes: '\0\0\0\x0cjP  \r\n\x87\n', kind: picture('a JPEG 2000 picture') },
  { bytes: '8BPS', kind: picture('a Photoshop document') },
  { bytes: '\0\0\x01\0', kind: picture('an icon file') },
  { bytes: 'ID3', kind: sound('a sound file', 'mp3') },
  { bytes: 'OggS', kind: sound('a sound file', 'ogg') },
  { bytes: 'fLaC', kind: sound('a sound file', 'flac') },
  { bytes: 'caff', kind: sound('a sound file', 'caf') },
  { bytes: '#!AMR', kind: sound('a sound file', 'amr') },
  { bytes: 'MThd', kind: sound('a MIDI file') },
  { bytes: '\x30\x26\xb2\x75\x8e\x66\xcf\x11', kind: video('a Windows Media file') },
  { bytes: 'FLV\x01', kind: video('a Flash video') },
  { bytes: '\0\0\x01\xba', kind: video('an MPEG video') },
  { bytes: '\0\0\x01\xb3', kind: video('an MPEG video') },
  { bytes: '%PDF-', kind: other('a PDF document') },
  { bytes: 'PK\x03\x04', kind: other('a ZIP archive or an Office document') },
  { bytes: '\x1f\x8b', kind: other('a compressed archive') },
  { bytes: '7z\xbc\xaf\x27\x1c', kind: other('a compressed archive') },
  { bytes: 'Rar!\x1a\x07', kind: other('a compressed archive') },
  { bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', kind: other('an Office document') },
  { bytes: '\x7fELF', kind: other('a program') },
  { bytes: 'MZ', kind: other('a program') },
  { bytes: 'wOF', kind: other('a font') },
  { bytes: 'SQLite format 3\0', kind: other('a database') },
];

function startsWith(head: Buffer, bytes: string, at: number): boolean {
  return head.toString('latin1', at, at + bytes.length) === bytes;
}

function kindOfRiff(head: Buffer): FileKind | undefined {
  const [outer, inner] = [head.toString('latin1', 0, 4), head.toString('latin1', 8, 12)];
  if ((outer === 'RIFF' || outer === 'RF64') && inner === 'WAVE')
    return sound('a sound file', 'wav');
  if (outer === 'RIFF' && inner === 'WEBP') return picture('a WebP picture', 'webp');
  if (outer === 'RIFF' && inner === 'AVI ') return video('an AVI video');
  if (outer === 'FORM' && inner.startsWith('AIF')) return sound('a sound file', 'aiff');
  if (startsWith(head, 'BM', 0) && head.length > 18 && head.readUInt32LE(6) === 0) {
    return picture('a BMP picture');
  }
  return undefined;
}

const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx'];
const AVIF_BRANDS = ['avif', 'avis'];
/** Old QuickTime files start with one of these instead of `ftyp`. */
const QUICKTIME_STARTS = ['moov', 'mdat', 'wide', 'free', 'skip'];

/** MP4, QuickTime and the still pictures that share their boxes. */
function kindOfIsoMedia(head: Buffer): FileKind | undefined {
  const box = head.toString('latin1', 4, 8);
  if (QUICKTIME_STARTS.includes(box)) return video('a video', 'mov');
  if (box !== 'ftyp') return undefined;
  const length = Math.min(head.readUInt32BE(0), head.length);
  const major = head.toString('latin1', 8, 12);
  const brands = [major];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(head.toString('latin1', at, at + 4));
  if (brands.some((brand) => AVIF_BRANDS.includes(brand)))
    return picture('an AVIF picture', 'avif');
  if (brands.some((brand) => HEIC_BRANDS.includes(brand))) return picture('a HEIC picture', 'heic');
  if (major === 'mif1' || major === 'msf1') return picture('a HEIF picture');
  if (major === 'M4A ' || major === 'M4B ') return sound('a sound file', 'm4a');
  return major === 'qt  ' ? video('a video', 'mov') : video('a video', 'mp4');
}

function kindOfEbml(head: Buffer): FileKind | undefined {
  if (!startsWith(head, '\x1a\x45\xdf\xa3', 0)) return undefined;
  const isWebm = head.toString('latin1', 0, 64).includes('webm');
  return isWebm ? video('a video', 'webm') : video('a video', 'matroska');
}

/** A text is told by having no control characters; what kind of text, by how it starts. */
function kindOfText(head: Buffer): FileKind | undefined {
  const text = textOf(head)?.trimStart().toLowerCase();
  if (text === undefined || text === '') return undefined;
  const start = text.replace(/^(<\?xml[^>]*>|<!--[\s\S]*?-->|<!doctype svg[^>]*>|\s)+/, '');
  if (start.startsWith('<svg')) return other('an SVG drawing');
  if (/^<(!doctype html|html|head|body|script)/.test(start)) return other('a web page');
  if (start.startsWith('<')) return other('an XML document');
  if (/^(#extm3u|ffconcat version|\[playlist\])/.test(start)) return other('a playlist');
  return other('a text file');
}

function textOf(head: Buffer): string | undefined {
  const isUtf16 = startsWith(head, '\xff\xfe', 0);
  const text = isUtf16 ? head.toString('utf16le', 2) : head.toString('utf8').replace(/^\ufeff/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no text has
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]|\ufffd\ufffd/.test(text) ? undefined : text;
}

/** MPEG sound has no signature, only the header of its first frame: 11 or 12 set bits, then a layer. */
function kindOfFrames(head: Buffer): FileKind | undefined {
  const [first = 0, second = 0] = head;
  if (first !== 0xff) return undefined;
  if ((second & 0xf6) === 0xf0) return sound('a sound file', 'aac');
  return (second & 0xe6) === 0xe2 ? sound('a sound file', 'mp3') : undefined;
}
