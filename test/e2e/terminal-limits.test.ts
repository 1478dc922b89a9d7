import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { wav } from '../media/wav.ts';
import { startBot } from '../support/bot-process.ts';

it("counts what earlier runs of the day have spent against a person's units", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'terminal-limits-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await sharp({ create: { width: 300, height: 300, channels: 3, background: '#b86' } })
    .jpeg()
    .toFile(path.join(folder, 'face.jpg'));
  await writeFile(path.join(folder, 'voice.wav'), wav({ seconds: 2.1 }));
  const args = ['avatar', '--image', 'face.jpg', '--voice', 'voice.wav', '--out', 'talk.mp4'];
  // Two seconds cost 0.8 units: enough for one video and not for two.
  const env = { DATA_DIR: path.join(folder, 'data'), DAILY_UNITS_PER_PERSON: '1' };
  const first = await startBot(args, env, { cwd: folder }).ended;
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  const second = await startBot(args, env, { cwd: folder }).ended;
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toContain('0.2 of 1 units left for today');
});
