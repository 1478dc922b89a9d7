/** Thrown by `withinLimit` when the time is over. */
export class TimeLimit extends Error {}

/**
 * Runs `work` with a signal that follows `signal` and the time limit, and settles as soon as either
 * fires, even if `work` does not listen. Leaves no timer and no listener behind.
 * @throws TimeLimit when the time is over, an AbortError when `signal` was aborted
 */
export async function withinLimit<T>(
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const controller = new AbortController();
  const onAbort = () => controller.abort(abortError());
  const timer = setTimeout(() => controller.abort(new TimeLimit()), limitMs);
  signal.addEventListener('abort', onAbort);
  const stopped = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
  });
  try {
    return await Promise.race([stopped, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** The reason of a signal may be anything, also a word; callers look for an AbortError. */
function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError();
}

function abortError(): Error {
  return new DOMException('The call to Kling was called off', 'AbortError');
}
