import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../../src/jobs/problem.ts';

/** A file that has to be refused, before it is written. */
export interface HostileRecipe {
  readonly name: string;
  readonly expect: Problem['code'];
  readonly bytes: Buffer;
  /** Grows the file to this size without filling the disk. */
  readonly grownTo?: number;
}

export function fixtureBytes(name: string): Promise<Buffer> {
  return readFile(path.join(import.meta.dirname, 'fixtures', name));
}

/** The same bytes on every run, without any order in them. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 0x2545f491;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** What is no picture, no sound and no video at all. */
export const FOREIGN_FILES: Record<string, string | Buffer> = {
  'login-page.html': '<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>',
  'error-page.jpg': '\ufeff\n<!-- edge 17 -->\n<HTML><body>403 Forbidden</body></HTML>',
  'document.pdf': '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n',
  'drawing.svg':
    '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>',
  'entity.svg':
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' +
    '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><text>&x;</text></svg>',
  'feed.xml': '<?xml version="1.0"?><rss version="2.0"></rss>',
  'answer.json': '{"error":"file_not_found"}',
  'notes.txt': 'Please use my other picture instead.\n',
  'utf16.txt': Buffer.from('\ufeffHello there, how are you?', 'utf16le'),
  'office.docx': Buffer.concat([Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'), noise(400)]),
  'packed.svgz': Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), noise(400)]),
  'program.exe': Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), noise(400)]),
  'playlist.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n',
  'concat.txt': "ffconcat version 1.0\nfile '/etc/passwd'\n",
  'noise.bin': noise(100_000),
  'zeros.bin': Buffer.alloc(50_000),
  'one-byte.bin': Buffer.from([0xff]),
};
