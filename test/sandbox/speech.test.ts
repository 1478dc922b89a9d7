import fetch from 'node-fetch';
import { expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { type Answer, call, create, startSandbox } from './a-sandbox.ts';

const TEXT = 'A text of forty-five characters speaks 3 s.';

function speak(sandbox: Sandbox, changes: object = {}): Promise<Answer> {
  const json = { text: TEXT, voice_id: 'uk_boy1', voice_language: 'en', ...changes };
  return call(sandbox, '/v1/audio/tts', { json });
}

interface Audio {
  readonly id: string;
  readonly url: string;
}

function audioIn({ body }: Answer): Audio {
  const { task_result } = body.data as { task_result: { audios: Audio[] } };
  return task_result.audios[0] ?? { id: '', url: '' };
}

// POST /v1/audio/tts and GET /cdn/audio/:id.mp3
it('speaks at once, and the audio id makes an avatar', async () => {
  const sandbox = await startSandbox();
  const answer = await speak(sandbox);
  expect(answer.body).toMatchObject({
    code: 0,
    data: { task_status: 'succeed', final_unit_deduction: '0.05' },
  });
  const { id, url } = audioIn(answer);
  expect((await fetch(url)).headers.get('content-type')).toBe('audio/mpeg');
  const task = await create(sandbox, { sound_file: undefined, audio_id: id });
  expect(task.body.code).toBe(0);
});

it('forgets an audio id after 30 days', async () => {
  const clock = createSteppedClock();
  const sandbox = await startSandbox({ clock });
  const { id } = audioIn(await speak(sandbox));
  await clock.skip(31 * 86_400_000);
  const { body } = await create(sandbox, { sound_file: undefined, audio_id: id });
  expect(body).toMatchObject({ code: 1201, message: `Audio not found: ${id}` });
});

it.each([
  [{ voice_id: 'nobody' }, 'Voice id not found'],
  [{ voice_language: 'zh' }, 'Voice id not found'],
  [{ voice_language: 'fr' }, 'voice_language must be zh or en'],
  [{ text: '' }, 'text is required'],
  [{ text: 'x'.repeat(1_001) }, 'text must not exceed 1000 characters'],
])('refuses %j', async (changes, told) => {
  const { status, body } = await speak(await startSandbox(), changes);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 1201, message: told });
});
