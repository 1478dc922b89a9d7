import { hasDevices, release } from './devices.ts';

/** As Chromium and Firefox record, and as Safari does; the service takes both. */
const FORMATS = [
  { type: 'audio/webm;codecs=opus', name: 'recording.webm' },
  { type: 'audio/mp4', name: 'recording.m4a' },
] as const;
/** Kling takes no longer clip. */
const LONGEST_MS = 5 * 60_000;
const SAMPLES = 1_024;
/** Where the meter begins: the noise of a quiet room. A voice near the microphone is at -30 dB to -10 dB. */
const QUIET_DB = -55;

export interface Recording {
  /** How loud it is right now, from 0, a quiet room, to 1. */
  level(): number;
  /** Ends it; `onEnd` gets the file. */
  stop(): void;
  /** Ends it for nothing. */
  discard(): void;
}

export function canRecord(): boolean {
  return hasDevices() && typeof MediaRecorder !== 'undefined';
}

/** Begins as soon as the person allows it. @throws DOMException, see `troubleOf` */
export async function record(onEnd: (file: File) => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  try {
    return recordFrom(stream, onEnd);
  } catch (error) {
    release(stream);
    throw error;
  }
}

function recordFrom(stream: MediaStream, onEnd: (file: File) => void): Recording {
  const format = FORMATS.find(({ type }) => MediaRecorder.isTypeSupported(type)) ?? FORMATS[1];
  const recorder = new MediaRecorder(stream, { mimeType: format.type });
  const meter = createMeter(stream);
  const pieces: Blob[] = [];
  let isWanted = true;

  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.onstop = () => {
    clearTimeout(limit);
    meter.close();
    release(stream);
    if (isWanted) onEnd(new File(pieces, format.name, { type: recorder.mimeType }));
  };
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const limit = setTimeout(stop, LONGEST_MS);
  recorder.start();
  return {
    level: meter.level,
    stop,
    discard: () => {
      isWanted = false;
      stop();
    },
  };
}

function createMeter(stream: MediaStream): { level(): number; close(): void } {
  const context = new AudioContext();
  // Safari makes it asleep where the press of the button was some time ago.
  void context.resume();
  const analyser = context.createAnalyser();
  analyser.fftSize = SAMPLES;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(SAMPLES);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return levelOf(samples);
    },
    close: () => void context.close(),
  };
}

function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(Math.max(power, 1e-12));
  return Math.min(1, Math.max(0, 1 - decibels / QUIET_DB));
}
