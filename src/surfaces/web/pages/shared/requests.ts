import { NoAnswer, readAnswer } from './answers.ts';

/** A sample is made ready at its first use, which takes seconds; nobody waits longer than this for a word. */
const TIME_LIMIT_MS = 60_000;

/** @throws Refusal, or NoAnswer where the outcome is unknown */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  const sent: RequestInit = { method, signal, cache: 'no-store' };
  if (body !== undefined) {
    sent.body = JSON.stringify(body);
    sent.headers = { 'content-type': 'application/json' };
  }
  const { status, text } = await answerTo(path, sent);
  return readAnswer<T>(status, text);
}

/** @throws NoAnswer */
async function answerTo(
  path: string,
  sent: RequestInit,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(path, sent);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new NoAnswer('The service did not answer', { cause: error });
  }
}
