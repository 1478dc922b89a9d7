import type { Caller, CommandInput, CommandReply } from '../../commands/command.ts';
import { commands } from '../../commands/index.ts';
import type { Desk } from '../../src/jobs/desk.ts';
import { type Job, type JobId, toJobId } from '../../src/jobs/job.ts';
import { anAttachment, aPerson } from '../support/a-job.ts';
import { type Bot, createWorld, type World } from '../support/world.ts';

export const ID = toJobId('web-1');
export const files = { portrait: anAttachment('portrait'), clip: anAttachment('clip') };

export const isDone = ({ state }: Job) => state.kind === 'done';

export const ada: Caller = {
  person: aPerson('ada'),
  thread: { surface: 'web', address: 'thread-1' },
  locale: 'en',
  moderates: () => false,
};

export const eve: Caller = { ...ada, person: aPerson('eve') };
export const moderator: Caller = { ...eve, moderates: () => true };

/** Says a command by its name, as a surface does. */
export function say(
  desk: Desk,
  caller: Caller,
  name: string,
  input: CommandInput = {},
): Promise<CommandReply> {
  const command = commands.find((each) => each.name === name);
  if (command === undefined) throw new Error(`There is no command ${name}`);
  return command.run(desk, caller, input);
}

/** A world in which ada has asked for a job. */
export async function afterAsking(
  id: JobId = ID,
  world = createWorld(),
): Promise<{ world: World; bot: Bot }> {
  const bot = await world.start();
  await say(bot.desk, ada, 'avatar', { newJobId: id, ...files });
  return { world, bot };
}
