import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startSandbox } from './a-sandbox.ts';

/** Every route of the sandbox, and the file whose tests cover it; the file names the route. */
const COVERED_BY: Readonly<Record<string, string>> = {
  'POST /v1/videos/avatar/image2video': 'create-task.test.ts',
  'GET /v1/videos/avatar/image2video': 'query-tasks.test.ts',
  'GET /v1/videos/avatar/image2video/:id': 'query-tasks.test.ts',
  'POST /v1/audio/tts': 'speech.test.ts',
  'GET /cdn/:taskId/:kind.mp4': 'result-links.test.ts',
  'GET /cdn/audio/:id.mp3': 'speech.test.ts',
  'GET /_sandbox/state': 'control.test.ts',
  'POST /_sandbox/faults': 'control.test.ts',
  'POST /_sandbox/settings': 'control.test.ts',
  'POST /_sandbox/finish-all': 'control.test.ts',
  'POST /_sandbox/reset': 'control.test.ts',
};

it('has exactly the routes that are listed here', async () => {
  const registered: string[] = [];
  await startSandbox({ onRoute: (route) => registered.push(route) });
  expect(registered.sort()).toEqual(Object.keys(COVERED_BY).sort());
});

it.each(Object.entries(COVERED_BY))('covers %s in %s', async (route, file) => {
  const text = await readFile(path.join(import.meta.dirname, file), 'utf8');
  expect(text).toContain(route);
});
