/** Measured values as a person reads them. */

/** Units as a language writes them behind a number, with the space where it has one. */
export interface MeasureWords {
  readonly byte: string;
  readonly bytes: string;
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
  /** Between two of them, as in `3 min 20 s`. */
  readonly between: string;
}

/** The abbreviations of English, which other languages share. */
const SHORT: MeasureWords = {
  byte: ' byte',
  bytes: ' bytes',
  second: ' s',
  minute: ' min',
  hour: ' h',
  between: ' ',
};

/** `4.2 MB`; decimal, as the platforms and Kling count. */
export function bytesText(bytes: number, words = SHORT): string {
  if (bytes < 1_000) return `${bytes}${bytes === 1 ? words.byte : words.bytes}`;
  if (Math.round(bytes / 1_000) < 1_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `7.4 s`; for the length of a clip or video. */
export function lengthText(seconds: number, words = SHORT): string {
  return seconds < 100
    ? `${seconds.toFixed(1)}${words.second}`
    : durationText(seconds * 1_000, words);
}

/** `12 s`, `3 min 20 s`, `2 h 5 min`; for waiting. */
export function durationText(ms: number, words = SHORT): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}${words.second}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, words.minute, seconds % 60, words.second, words);
  return pair(Math.floor(minutes / 60), words.hour, minutes % 60, words.minute, words);
}

/** The smaller unit only where there is something of it. */
function pair(
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
  { between }: MeasureWords,
): string {
  return small === 0
    ? `${large}${largeUnit}`
    : `${large}${largeUnit}${between}${small}${smallUnit}`;
}

/** `2.4 units ($0.34)`. */
export function unitsText(units: number, dollars: number): string {
  return `${units} ${units === 1 ? 'unit' : 'units'} ($${dollars.toFixed(2)})`;
}

/** `2026-12-22`, a day of UTC; every language reads it. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `4.0 : 1`, the longer side first. */
export function ratioText(width: number, height: number): string {
  return `${(Math.max(width, height) / Math.min(width, height)).toFixed(1)} : 1`;
}

/** `00:00 UTC`; the limits count UTC days. */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}
