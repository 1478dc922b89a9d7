import { onTestFinished } from 'vitest';
import type { AttachedFile, Slack, SlackOptions } from './handle.ts';
import { startSlack } from './slack.ts';

/** Slack, closed with the test. */
export async function openSlack(options: SlackOptions = {}): Promise<Slack> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  return slack;
}

export const portrait: AttachedFile = { name: 'portrait.png', bytes: Buffer.from('a picture') };
export const clip: AttachedFile = {
  name: 'audio_message.m4a',
  bytes: Buffer.from('a voice'),
  mimetype: 'audio/mp4',
  subtype: 'slack_audio',
  durationMs: 4_000,
};
