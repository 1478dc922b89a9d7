/** Measured values as a person reads them. */

/** `4.2 MB`; decimal, as the platforms and Kling count. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  if (Math.round(bytes / 1_000) < 1_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `7.4 s`; for the length of a clip or video. */
export function lengthText(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(1)} s` : durationText(seconds * 1_000);
}

/** `12 s`, `3 min 20 s`, `2 h 5 min`; for waiting. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0
    ? `${minutes / 60} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `2.4 units ($0.34)`. */
export function unitsText(units: number, dollars: number): string {
  return `${units} ${units === 1 ? 'unit' : 'units'} ($${dollars.toFixed(2)})`;
}
