/** What came out of a decoder, which no header can lie about. */
export interface Heard {
  readonly seconds: number;
  /** Loudest sample; 0 is the loudest there is, about -91 is digital silence. */
  readonly peakDb: number;
  /** The decoder complained about something, though it went on. */
  readonly hasErrors: boolean;
  /** What the header says. */
  readonly headerSeconds: number | undefined;
}

const SAMPLES_PER_SECOND = 44_100;

/**
 * Goes before everything else in a filter chain. It measures in the shape that is sent: mono, for
 * the samples of all channels would be counted.
 */
export const HEARING_FILTER = `aformat=sample_rates=${SAMPLES_PER_SECOND}:channel_layouts=mono,volumedetect`;

/** Goes before all other arguments: marks each line of the log with how bad it is. */
export const HEARING_LOG = ['-loglevel', 'level+info', '-nostats'];

/** 16-bit silence, which is what volumedetect says too. */
const SILENCE_DB = -91;

/** What the log of a run with that filter and that log setting says. */
export function heardIn(log: string): Heard {
  const samples = Number(/n_samples: (\d+)/.exec(log)?.[1] ?? 0);
  const peak = /max_volume: (-?[\d.]+) dB/.exec(log)?.[1];
  return {
    seconds: samples / SAMPLES_PER_SECOND,
    peakDb: peak === undefined ? SILENCE_DB : Number(peak),
    hasErrors: /\[(error|fatal)\]/.test(log),
    headerSeconds: headerSeconds(log),
  };
}

function headerSeconds(log: string): number | undefined {
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(log) ?? [];
  if (seconds === undefined) return undefined;
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}
