import type { DeviceTrouble } from '../words/words.ts';

/** A page that came by plain http from another machine is given neither camera nor microphone. */
export function hasDevices(): boolean {
  return navigator.mediaDevices !== undefined;
}

/** Puts out the light of the camera or microphone. */
export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Why a device was not given to the page. */
export function troubleOf(error: unknown): DeviceTrouble {
  if (!(error instanceof DOMException)) return 'broken';
  if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return 'forbidden';
  const isMissing = error.name === 'NotFoundError' || error.name === 'OverconstrainedError';
  return isMissing ? 'missing' : 'broken';
}
