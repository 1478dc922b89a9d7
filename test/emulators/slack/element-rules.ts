import { type Bag, checkLength, checkName, checkText, isBag, type Tell } from './text-rules.ts';
import type { BlockElement } from './wire.ts';

const LIMITS = { options: 100, buttons: 10 } as const;

export const INPUTS = new Set(
  'plain_text_input static_select multi_static_select users_select multi_users_select conversations_select multi_conversations_select channels_select multi_channels_select radio_buttons checkboxes file_input datepicker timepicker datetimepicker email_text_input url_text_input number_input rich_text_input external_select multi_external_select'.split(
    ' ',
  ),
);

export const ACTIONS = new Set(
  'button static_select multi_static_select users_select conversations_select channels_select radio_buttons checkboxes overflow datepicker timepicker datetimepicker workflow_button external_select rich_text_input'.split(
    ' ',
  ),
);

export function checkElement(
  element: unknown,
  at: string,
  known: ReadonlySet<string>,
  seen: Set<string>,
  tell: Tell,
): void {
  if (!isBag(element)) {
    tell(at, 'must be an object');
    return;
  }
  const type = String(element['type']);
  if (!known.has(type)) {
    tell(at, `unsupported type: ${type}`);
    return;
  }
  checkName(element, 'action_id', at, seen, tell);
  if (type === 'button') checkButton(element as unknown as BlockElement, at, tell);
  if (element['placeholder'] !== undefined)
    checkText(element['placeholder'], `${at}/placeholder`, 150, tell, 'plain_text');
  if (element['confirm'] !== undefined) checkConfirm(element['confirm'], `${at}/confirm`, tell);
  if (/^(multi_)?static_select$|^radio_buttons$|^checkboxes$|^overflow$/.test(type))
    checkOptions(element, at, type, tell);
  if (type === 'file_input') checkFileInput(element, at, tell);
}

function checkButton(button: BlockElement, at: string, tell: Tell): void {
  checkText(button.text, `${at}/text`, 75, tell, 'plain_text');
  if (button.value !== undefined) checkLength(button.value, `${at}/value`, 2_000, tell);
  if (button.url !== undefined) checkLength(button.url, `${at}/url`, 3_000, tell);
  if (button.style !== undefined && !['primary', 'danger'].includes(button.style))
    tell(`${at}/style`, `must be one of primary, danger: ${button.style}`);
}

function checkOptions(element: Bag, at: string, type: string, tell: Tell): void {
  const groups = element['option_groups'];
  if (Array.isArray(groups)) {
    groups.forEach((group: unknown, index) => {
      if (isBag(group)) checkChoices(group['options'], `${at}/option_groups/${index}`, 100, tell);
    });
    return;
  }
  const isList = /select/.test(type);
  checkChoices(element['options'], at, isList ? LIMITS.options : LIMITS.buttons, tell);
}

function checkChoices(options: unknown, at: string, most: number, tell: Tell): void {
  const place = `${at}/options`;
  if (!Array.isArray(options) || options.length === 0) {
    tell(place, 'must have at least 1 item');
    return;
  }
  if (options.length > most) tell(place, `no more than ${most} items allowed`);
  options.forEach((option: unknown, index) => {
    if (!isBag(option)) {
      tell(`${place}/${index}`, 'must be an object');
      return;
    }
    checkText(option['text'], `${place}/${index}/text`, 75, tell);
    checkLength(option['value'], `${place}/${index}/value`, 150, tell);
  });
}

function checkFileInput(element: Bag, at: string, tell: Tell): void {
  const { max_files: most = 10, filetypes } = element as {
    max_files?: unknown;
    filetypes?: unknown;
  };
  if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > 10)
    tell(`${at}/max_files`, 'must be between 1 and 10');
  if (filetypes === undefined) return;
  const isFine =
    Array.isArray(filetypes) &&
    filetypes.length > 0 &&
    filetypes.every((type) => typeof type === 'string' && /^[a-z0-9_]+$/.test(type));
  if (!isFine) tell(`${at}/filetypes`, 'must be a list of file extensions without a dot');
}

function checkConfirm(confirm: unknown, at: string, tell: Tell): void {
  if (!isBag(confirm)) {
    tell(at, 'must be an object');
    return;
  }
  checkText(confirm['title'], `${at}/title`, 100, tell, 'plain_text');
  checkText(confirm['text'], `${at}/text`, 300, tell);
  for (const name of ['confirm', 'deny']) {
    if (confirm[name] !== undefined)
      checkText(confirm[name], `${at}/${name}`, 30, tell, 'plain_text');
  }
}

export function checkImage(image: Bag, at: string, tell: Tell): void {
  if (image['image_url'] === undefined && image['slack_file'] === undefined)
    tell(at, 'missing required field: image_url');
  checkLength(image['alt_text'], `${at}/alt_text`, 2_000, tell);
}
