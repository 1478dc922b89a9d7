import { fitsFileTypes, uploadLimitOf } from './attachments.ts';
import { allComponents } from './components.ts';
import type { AttachedFile, ModalValue } from './handle.ts';
import { addEphemeralFiles, byId, openInteraction } from './new-interaction.ts';
import { wholeMessage } from './present.ts';
import { type Actor, ClientRefusal } from './user-commands.ts';
import type { Attachment, Component, ModalField, ModalPart } from './wire.ts';
import { findMessage, type InteractionRecord, type StoredMessage } from './world.ts';

const BUTTON = 2;
const SELECT = 3;
const LINK = 5;

/** Type 3: a button that this person sees and that is not disabled. @throws ClientRefusal */
export function clickButton(actor: Actor, messageId: string, customId: string): InteractionRecord {
  const { stored, component } = find(actor, messageId, customId, BUTTON);
  if (component.style === LINK)
    throw new ClientRefusal('a link opens a page and tells the bot nothing');
  return use(actor, stored, component, {});
}

/** Type 3 with what was chosen from a list of texts. @throws ClientRefusal */
export function chooseFrom(
  actor: Actor,
  messageId: string,
  customId: string,
  values: readonly string[],
): InteractionRecord {
  const { stored, component } = find(actor, messageId, customId, SELECT);
  checkChosen(component, values, `the list ${customId}`);
  return use(actor, stored, component, { values });
}

function find({ world, user, channel }: Actor, messageId: string, customId: string, kind: number) {
  const stored = findMessage(world, channel.id, messageId);
  const isHidden = stored?.ephemeralTo !== undefined && stored.ephemeralTo !== user.id;
  if (stored === undefined || isHidden) throw new ClientRefusal('there is no such message here');
  const component = allComponents(stored.wire.components).find(
    ({ type, custom_id: id }) => type === kind && id === customId,
  );
  const what = kind === BUTTON ? 'button' : 'list';
  if (component === undefined) throw new ClientRefusal(`the message has no ${what} ${customId}`);
  if (component.disabled === true) throw new ClientRefusal(`the ${what} ${customId} is disabled`);
  if (channel.thread?.archived === true) throw new ClientRefusal('the thread is archived');
  return { stored, component };
}

function use(
  { world, user, channel }: Actor,
  stored: StoredMessage,
  { id, custom_id, type }: Component,
  more: object,
): InteractionRecord {
  const messageId = stored.wire.id;
  return openInteraction(world, {
    type: 3,
    channel,
    user,
    data: { id, custom_id, component_type: type, ...more },
    messageType: 19,
    targetId: messageId,
    metadata: { interacted_message_id: messageId },
    more: { message: wholeMessage(world, stored) },
  });
}

interface Choosable {
  readonly options?: readonly { readonly value: string }[];
  readonly min_values?: number;
  readonly max_values?: number;
}

function checkChosen(list: Choosable, values: readonly string[], what: string): void {
  const strange = values.find((value) => list.options?.every((option) => option.value !== value));
  if (strange !== undefined) throw new ClientRefusal(`${what} has no ${strange}`);
  if (values.length < (list.min_values ?? 1) || values.length > (list.max_values ?? 1)) {
    throw new ClientRefusal(`${what} does not take ${values.length} values`);
  }
}

const FILE_UPLOAD = 19;
const TEXT_INPUT = 4;
const TEXT = 10;
const RADIO = 21;
const CHECKBOX = 23;

/** Type 5: what a person filled in, however long that took. @throws ClientRefusal */
export function sendModal(
  actor: Actor,
  origin: InteractionRecord,
  values: Readonly<Record<string, ModalValue>>,
): InteractionRecord {
  const { world, user, channel } = actor;
  const { modal, targetId } = origin;
  if (modal === undefined) throw new ClientRefusal('no modal was shown');
  const fields = modal.components.flatMap(fieldsOf);
  const unknown = Object.keys(values).find((key) =>
    fields.every(({ custom_id: id }) => id !== key),
  );
  if (unknown !== undefined) throw new ClientRefusal(`the modal has no field ${unknown}`);
  const limit = uploadLimitOf(world, channel, user);
  for (const field of fields) checkField(field, values[field.custom_id], limit);
  const uploads: Attachment[] = [];
  const fill = (field: ModalField, index: number) => {
    const value = values[field.custom_id];
    const head = { type: field.type, id: field.id || index + 1, custom_id: field.custom_id };
    if (field.type !== FILE_UPLOAD) return { ...head, ...filledWith(field, value) };
    const attachments = addEphemeralFiles(world, filesIn(value));
    uploads.push(...attachments);
    return { ...head, values: attachments.map(({ id }) => id) };
  };
  const components = modal.components.map((part, index) => fillPart(part, index, fill));
  const message = targetId === undefined ? undefined : findMessage(world, channel.id, targetId);
  const resolved = uploads.length === 0 ? {} : { resolved: { attachments: byId(uploads) } };
  return openInteraction(world, {
    type: 5,
    channel,
    user,
    data: { custom_id: modal.custom_id, components, ...resolved },
    messageType: message === undefined ? 20 : 19,
    targetId,
    metadata: { triggering_interaction_metadata: origin.metadata },
    ...(message === undefined ? {} : { more: { message: wholeMessage(world, message) } }),
  });
}

const fieldsOf = ({ component, components }: ModalPart): ModalField[] => [
  ...(component === undefined ? [] : [component]),
  ...(components ?? []),
];

function fillPart(
  { type, id, component, components }: ModalPart,
  index: number,
  fill: (field: ModalField, index: number) => object,
): object {
  const head = { type, id: id || index + 1 };
  if (type === TEXT) return head;
  if (component !== undefined) return { ...head, component: fill(component, index) };
  return { ...head, components: (components ?? []).map(fill) };
}

function filledWith(field: ModalField, value: ModalValue | undefined): object {
  if (field.type === TEXT_INPUT) return { value: value ?? field.value ?? '' };
  if (field.type === RADIO) return { value: value ?? null };
  if (field.type === CHECKBOX) return { value: value === 'true' };
  return typeof value === 'string' || value === undefined
    ? { values: value ? [value] : [] }
    : { values: value };
}

function filesIn(value: ModalValue | undefined): readonly AttachedFile[] {
  if (value === undefined || typeof value === 'string') return [];
  return value.filter((each): each is AttachedFile => typeof each === 'object');
}

function checkField(field: ModalField, value: ModalValue | undefined, uploadLimit: number): void {
  const fail = (why: string) => new ClientRefusal(`the field ${field.custom_id} ${why}`);
  const isEmpty = value === undefined || value.length === 0;
  const isRequired = field.required ?? true;
  if (isEmpty && isRequired && !(field.type === TEXT_INPUT && field.value))
    throw fail('is required');
  if (isEmpty) return;
  if (field.type === TEXT_INPUT) {
    const { min_length: least = 0, max_length: most = 4_000 } = field;
    if (value.length < (least ?? 0) || value.length > (most ?? 4_000))
      throw fail('has a text of a wrong length');
    return;
  }
  const chosen = typeof value === 'string' ? [value] : value;
  const most = field.max_values ?? (field.options === undefined || field.type === SELECT ? 1 : 10);
  if (chosen.length < (field.min_values ?? 1) || chosen.length > most) {
    throw fail(`does not take ${chosen.length} values`);
  }
  const strange = chosen.find(
    (each) =>
      typeof each === 'string' && field.options?.every((option) => option.value !== each) === true,
  );
  if (strange !== undefined) throw fail(`has no ${strange}`);
  for (const file of filesIn(value)) {
    if (!fitsFileTypes(file.name, field.file_types ?? [])) throw fail(`does not take ${file.name}`);
    if (file.bytes.length > uploadLimit) throw fail('got a file that is too large');
  }
}
