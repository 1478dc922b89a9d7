import { extname } from 'node:path';
import type { Actor } from './actor.ts';
import { ClientRefusal } from './api-error.ts';
import { addFile, fileInMessage } from './files.ts';
import type { Answer, AttachedFile } from './handle.ts';
import type { Block, BlockElement, Choice, View, ViewState } from './wire.ts';

type Value = Record<string, unknown>;

/** The state of a modal as Slack's client would send it. @throws ClientRefusal where it would not */
export function answerView(
  actor: Actor,
  view: View,
  answers: Readonly<Record<string, Answer>>,
): ViewState {
  const inputs = view.blocks.filter(({ type }) => type === 'input');
  for (const id of Object.keys(answers)) {
    if (!inputs.some(({ block_id: known }) => known === id))
      throw new ClientRefusal(`the form has no field ${id}`);
  }
  const values: ViewState['values'] = {};
  for (const block of inputs) {
    const { block_id: blockId = '', element } = block;
    if (element === undefined) continue;
    const value = answerField(actor, block, element, answers[blockId]);
    values[blockId] = { [element.action_id ?? '']: { type: element.type, ...value } };
  }
  return { values };
}

function answerField(
  actor: Actor,
  block: Block,
  element: BlockElement,
  answer: Answer | undefined,
): Value {
  const { value, isEmpty } = read(actor, element, answer);
  if (isEmpty && block.optional !== true)
    throw new ClientRefusal(`${block.block_id} must be filled in`);
  return value;
}

interface Filled {
  readonly value: Value;
  readonly isEmpty: boolean;
}

function read(actor: Actor, element: BlockElement, answer: Answer | undefined): Filled {
  const { type } = element;
  if (/text_input$|^number_input$/.test(type)) return typed(element, answer);
  if (type === 'file_input') return attached(actor, element, answer);
  if (type === 'static_select' || type === 'radio_buttons') return chosen(element, answer);
  if (type === 'checkboxes' || type === 'multi_static_select') return ticked(element, answer);
  if (type === 'users_select') return named('selected_user', answer);
  if (/^(conversations|channels)_select$/.test(type))
    return named(`selected_${type.split('s_')[0]}`, answer);
  throw new ClientRefusal(`the emulator's client cannot fill in ${type}`);
}

function typed(element: BlockElement, answer: Answer | undefined): Filled {
  const text = answer ?? element.initial_value ?? '';
  if (typeof text !== 'string') throw new ClientRefusal('the field takes text');
  const { min_length: least = 0, max_length: most = 3_000 } = element;
  if (text.length > most) throw new ClientRefusal(`the field takes ${most} characters`);
  if (text !== '' && text.length < least)
    throw new ClientRefusal(`the field wants ${least} characters`);
  return { value: { value: text === '' ? null : text }, isEmpty: text.trim() === '' };
}

function named(key: string, answer: Answer | undefined): Filled {
  return { value: { [key]: answer ?? null }, isEmpty: answer === undefined };
}

const choicesOf = ({ options = [], option_groups: groups = [] }: BlockElement): Choice[] => [
  ...options,
  ...groups.flatMap((group) => group.options),
];

function choiceOf(element: BlockElement, value: string): Choice {
  const choice = choicesOf(element).find((each) => each.value === value);
  if (choice === undefined) throw new ClientRefusal(`there is no choice ${value}`);
  return choice;
}

function chosen(element: BlockElement, answer: Answer | undefined): Filled {
  if (answer !== undefined && typeof answer !== 'string')
    throw new ClientRefusal('the field takes one choice');
  const choice =
    answer === undefined ? (element.initial_option ?? null) : choiceOf(element, answer);
  return { value: { selected_option: choice }, isEmpty: choice === null };
}

function ticked(element: BlockElement, answer: Answer | undefined): Filled {
  const wanted = typeof answer === 'string' ? [answer] : answer;
  const choices =
    wanted === undefined
      ? (element.initial_options ?? [])
      : wanted.map((value) => choiceOf(element, String(value)));
  return { value: { selected_options: choices }, isEmpty: choices.length === 0 };
}

function attached(actor: Actor, element: BlockElement, answer: Answer | undefined): Filled {
  if (typeof answer === 'string') throw new ClientRefusal('the field takes files');
  const wanted = (answer ?? []) as readonly (AttachedFile | { readonly id: string })[];
  const { max_files: most = 10, filetypes } = element;
  if (wanted.length > most) throw new ClientRefusal(`the field takes ${most} files`);
  const files = wanted.map((file) => upload(actor, file));
  for (const { wire } of files) {
    const extension = extname(wire.name ?? '')
      .slice(1)
      .toLowerCase();
    if (filetypes !== undefined && !filetypes.includes(extension))
      throw new ClientRefusal(`the field does not take ${wire.name}`);
  }
  return { value: { files: files.map(fileInMessage) }, isEmpty: files.length === 0 };
}

function upload({ world, team, user }: Actor, file: AttachedFile | { readonly id: string }) {
  if ('bytes' in file) return addFile(world, { teamId: team.id, userId: user.id, file });
  const known = world.files.get(file.id);
  if (known === undefined || known.userId !== user.id)
    throw new ClientRefusal('that is not your file');
  return known;
}
