import { createFfmpeg, type Ffmpeg } from '../../src/media/ffmpeg.ts';

const openNative = () => createFfmpeg({ searchPath: process.env['PATH'] });
const found = await openNative();
await found.close();

/** Makes of ffmpeg to test with: WebAssembly always, a program where this machine has a usable one. */
export const ENGINES: readonly { kind: Ffmpeg['kind']; open: () => Promise<Ffmpeg> }[] = [
  { kind: 'wasm', open: () => createFfmpeg() },
  ...(found.kind === 'native' ? [{ kind: found.kind, open: openNative }] : []),
];
