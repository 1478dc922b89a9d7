/** What any work of this room throws once its signal is aborted; see `isAbort` in `errors.ts`. */
export function calledOff(): Error {
  return new DOMException('The work was called off', 'AbortError');
}

/** Unlike `signal.throwIfAborted`, never throws a reason that is not an error. */
export function throwIfCalledOff(signal: AbortSignal): void {
  if (signal.aborted) throw calledOff();
}
