import { onTestFinished } from 'vitest';
import { startDiscord } from './discord.ts';
import type { AttachedFile, Discord, DiscordOptions } from './handle.ts';

/** Discord, closed with the test. */
export async function openDiscord(options: DiscordOptions = {}): Promise<Discord> {
  const discord = await startDiscord(options);
  onTestFinished(() => discord.close());
  return discord;
}

export const portrait: AttachedFile = { name: 'portrait.png', bytes: Buffer.from('a picture') };
export const clip: AttachedFile = { name: 'clip.ogg', bytes: Buffer.from('a voice'), seconds: 4 };
