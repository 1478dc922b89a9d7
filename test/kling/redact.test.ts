import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createKlingClient } from '../../src/kling/client.ts';
import { redact } from '../../src/kling/redact.ts';
import { Secret } from '../../src/secret.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { API_KEY, aClient, anOrder, calm, failureOf } from './a-client.ts';
import {
  type Answer,
  cutBody,
  html,
  raw,
  refusal,
  reset,
  startKling,
  TASK_ID,
} from './scripted-kling.ts';

const ACCESS_KEY = 'made-up-access-key-1234';
const SECRET_KEY = 'made-up-secret-key-5678';
const pair = { accessKey: new Secret(ACCESS_KEY), secretKey: new Secret(SECRET_KEY) };

/** Everything that a log, a debugger or a crash could print of an error. */
function everythingOf(error: Error): string {
  const shown = inspect(error, { depth: null, showHidden: true });
  return [shown, JSON.stringify(error), String(error), error.stack].join('\n');
}

describe('a secret', () => {
  it('is printed as such by everything that prints', () => {
    const secret = new Secret(API_KEY);
    const printed = [
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret, { showHidden: true }),
    ];
    expect(printed).toEqual(['[secret]', '{"secret":"[secret]"}', '[secret]']);
    expect(inspect({ deep: { secret } }, { depth: null })).not.toContain(API_KEY);
    expect(Object.keys(secret)).toEqual([]);
    expect(secret.reveal()).toBe(API_KEY);
  });

  it('is not in a client that is printed', () => {
    const client = createKlingClient({
      baseUrl: 'http://127.0.0.1:1',
      credentials: pair,
      clock: createManualClock(),
    });
    expect(inspect(client, { depth: null, showHidden: true })).not.toMatch(/made-up/);
    client.close();
  });
});

describe('an error', () => {
  const echo: Answer = (response, seen) => {
    const sent = `${seen.headers.authorization} ${seen.headers.authorization?.slice(7)}`;
    const media = 'A'.repeat(5_000);
    const message = `bad ${sent} at https://v1.example/x?sign=1 ${media}`;
    refusal(401, 1002, message)(response, seen);
  };

  it('about a pair of keys names neither of them', async () => {
    const echoPair = refusal(401, 1000, `no access key ${ACCESS_KEY} with ${SECRET_KEY}`);
    const kling = await startKling(echoPair);
    const error = await failureOf(aClient(kling.url, { credentials: pair }).find(TASK_ID, calm));
    expect(error.message).toContain('"no access key [secret] with [secret]"');
  });

  it.each([
    ['a refusal that echoes all it was sent', [echo]],
    ['a reset', [reset, reset, reset]],
    ['a cut body', [cutBody, cutBody, cutBody]],
    ['a page', [html(502), html(502), html(502)]],
    ['a huge page', Array(3).fill(raw(200, 'text/plain', 'x'.repeat(8_000_001)))],
    ['a broken redirect', [raw(307, 'text/plain', 'http://v1.example/?sign=1')]],
  ] as [string, Answer[]][])('after %s holds no key, token, link or media', async (_, script) => {
    for (const credentials of [pair, { apiKey: new Secret(API_KEY) }]) {
      const kling = await startKling(...script);
      const error = await failureOf(aClient(kling.url, { credentials }).find(TASK_ID, calm));
      const shown = everythingOf(error);
      for (const hidden of [ACCESS_KEY, SECRET_KEY, API_KEY, 'eyJ', 'sign=1', '127.0.0.1']) {
        expect(shown).not.toContain(hidden);
      }
      expect(shown).not.toMatch(/A{60}|x{60}/);
      expect(error.message.length).toBeLessThan(500);
    }
  });

  it('after an order that nobody could look up holds nothing of it either', async () => {
    const kling = await startKling(reset, reset, reset, reset);
    const portrait = Buffer.alloc(100_000, 7);
    const error = await failureOf(aClient(kling.url).order({ ...anOrder, portrait }, calm));
    expect(error.cause).toBeInstanceOf(Error);
    const shown = everythingOf(error);
    expect(shown).not.toContain('127.0.0.1');
    expect(shown).not.toContain(portrait.toString('base64').slice(0, 60));
  });

  it('when nobody listens does not name the address, which may hold a key of a gateway', async () => {
    const kling = await startKling();
    kling.stop();
    const client = aClient(`${kling.url}/my-gateway-token`);
    const error = await failureOf(client.find(TASK_ID, calm));
    expect(everythingOf(error)).not.toContain('my-gateway-token');
  });
});

describe('words of a stranger', () => {
  it.each([
    ['Account balance not enough', 'Account balance not enough'],
    [`External_task_id ${'slack-T1-C1-1700000000.000100'} already exists`, undefined],
    ['line one\nline\ttwo\u0000\u001b[31m', 'line one line two [31m'],
    ['get HTTPS://V1.example/a?b now', 'get [link] now'],
    ['see "data:image/png;base64,iVBOR"', 'see "[data]"'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [secret]'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln end', 'token [secret] end'],
    ['A'.repeat(60), '[data]'],
    ['', ''],
  ])('%j are shown as %j', (words, shown) => {
    expect(redact(words)).toBe(shown ?? words);
  });

  it('are cut to a length that fits a log line', () => {
    expect(redact('so it is '.repeat(1_000_000))).toHaveLength(300);
  });
});
