import { type REST, Routes } from 'discord.js';
import type { Log } from '../../log.ts';
import { commandDefinitions } from './commands.ts';

/**
 * Tells Discord what the bot answers to, when that is not what Discord has: 200 a day may be
 * registered, and in a new version of the bot they mostly stay as they are.
 */
export async function registerCommands(options: {
  readonly rest: REST;
  readonly applicationId: string;
  /** In this server only; everywhere when absent. */
  readonly guildId: string | undefined;
  readonly log: Log;
}): Promise<void> {
  const { rest, applicationId, guildId, log } = options;
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  const wanted = commandDefinitions(guildId === undefined ? 'everywhere' : 'one server');
  const there = await rest.get(route, {
    query: new URLSearchParams({ with_localizations: 'true' }),
  });
  if (isRegistered(wanted, there)) return;
  await rest.put(route, { body: wanted });
  log.info({ commands: wanted.length, guildId }, 'discord.commands-registered');
}

/** True when each wanted command is there as it is wanted, and no other. */
function isRegistered(
  wanted: readonly { name: string; type?: number | undefined }[],
  there: unknown,
): boolean {
  if (!Array.isArray(there) || there.length !== wanted.length) return false;
  return wanted.every((command) =>
    there.some(
      (each) => each.name === command.name && each.type === command.type && holds(each, command),
    ),
  );
}

/** Discord adds ids, versions and defaults of its own; what is wanted has to be in there. */
function holds(there: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (wanted.length === 0) return there === undefined || (Array.isArray(there) && !there.length);
    if (!Array.isArray(there) || there.length !== wanted.length) return false;
    return wanted.every((each, index) => holds(there[index], each));
  }
  if (typeof wanted !== 'object' || wanted === null) return there === wanted;
  if (typeof there !== 'object' || there === null) return false;
  return Object.entries(wanted).every(([key, value]) =>
    holds((there as Record<string, unknown>)[key], value),
  );
}
