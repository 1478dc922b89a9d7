import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { Secret } from '../../secret.ts';

const application = z.object({ id: z.string(), name: z.string() });

/** What Discord knows of the token's app. @throws DiscordAPIError, 401 for a token that is not good */
export async function readApplication(rest: REST): Promise<z.infer<typeof application>> {
  return application.parse(await rest.get(Routes.currentApplication()));
}

/**
 * The bot's own id, which is the first part of its token, so that its posts are told from others'
 * before Discord has been reached.
 * @throws AppError `discord/token-malformed`
 */
export function botIdOf(token: Secret): string {
  const [first = ''] = token.reveal().split('.');
  const id = Buffer.from(first, 'base64').toString();
  if (/^\d{15,20}$/.test(id)) return id;
  throw new AppError(
    'discord/token-malformed',
    'DISCORD_TOKEN does not look like the token of a bot. Copy it: Developer Portal, your app, Bot, Reset Token.',
  );
}
