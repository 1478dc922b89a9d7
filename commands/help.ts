import { repliesIn } from '../src/jobs/locales.ts';
import type { Command } from './command.ts';

/** What the bot can do. */
export const help: Command = {
  name: 'help',
  run: async (_desk, caller) => ({ text: repliesIn(caller.locale).help(), ok: true }),
};
