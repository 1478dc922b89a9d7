import { avatar } from './avatar.ts';
import { cancel } from './cancel.ts';
import type { Command } from './command.ts';
import { deletion } from './delete.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { retry } from './retry.ts';
import { status } from './status.ts';

/** All that a person can ask for. */
export const commands: readonly Command[] = [
  avatar,
  status,
  cancel,
  history,
  retry,
  deletion,
  help,
];
