import { ACTIONS, checkElement, checkImage, INPUTS } from './element-rules.ts';
import { type Bag, checkLength, checkName, checkText, isBag, type Tell } from './text-rules.ts';

const BLOCKS_IN_MESSAGE = 50;
const BLOCKS_IN_VIEW = 100;
const LIMITS = { actions: 25, context: 10, fields: 10 } as const;

const MESSAGE_BLOCKS = new Set(
  'section actions context context_actions header divider image input rich_text markdown video table'.split(
    ' ',
  ),
);
const VIEW_BLOCKS = new Set(
  'section actions context header divider image input rich_text video markdown'.split(' '),
);

/** What Slack would say about blocks; nothing if they are fine. */
export function problemsInBlocks(blocks: unknown, place: 'message' | 'view'): string[] {
  const problems: string[] = [];
  const tell: Tell = (pointer, problem) => {
    problems.push(`${problem} [json-pointer:${pointer}]`);
  };
  const most = place === 'message' ? BLOCKS_IN_MESSAGE : BLOCKS_IN_VIEW;
  if (!Array.isArray(blocks)) return ['must be an array [json-pointer:/blocks]'];
  if (blocks.length > most) tell('/blocks', `no more than ${most} items allowed`);
  const seen = new Set<string>();
  blocks.forEach((block: unknown, index) => {
    const at = `/blocks/${index}`;
    if (!isBag(block)) {
      tell(at, 'must be an object');
      return;
    }
    checkName(block, 'block_id', at, seen, tell);
    checkBlock(block, at, place, tell);
  });
  return problems;
}

function checkBlock(block: Bag, at: string, place: 'message' | 'view', tell: Tell): void {
  const type = String(block['type']);
  const known = place === 'message' ? MESSAGE_BLOCKS : VIEW_BLOCKS;
  if (!known.has(type)) {
    tell(at, `unsupported type: ${type}`);
    return;
  }
  if (type === 'section') checkSection(block, at, tell);
  if (type === 'header') checkText(block['text'], `${at}/text`, 150, tell, 'plain_text');
  if (type === 'markdown') checkLength(block['text'], `${at}/text`, 12_000, tell);
  if (type === 'image') checkImage(block, at, tell);
  if (type === 'input') checkInput(block, at, place, tell);
  if (type === 'actions') checkElements(block['elements'], `${at}/elements`, LIMITS.actions, tell);
  if (type === 'context') checkContext(block['elements'], `${at}/elements`, tell);
}

function checkSection(block: Bag, at: string, tell: Tell): void {
  const { fields, accessory } = block as { fields?: unknown; accessory?: unknown };
  if (block['text'] === undefined && fields === undefined)
    tell(at, 'missing required field: text or fields');
  if (block['text'] !== undefined) checkText(block['text'], `${at}/text`, 3_000, tell);
  if (Array.isArray(fields)) {
    if (fields.length > LIMITS.fields) tell(`${at}/fields`, 'no more than 10 items allowed');
    for (const [index, field] of fields.entries())
      checkText(field, `${at}/fields/${index}`, 2_000, tell);
  }
  if (isBag(accessory)) {
    if (accessory['type'] === 'image') checkImage(accessory, `${at}/accessory`, tell);
    else checkElement(accessory, `${at}/accessory`, ACTIONS, new Set(), tell);
  }
}

function checkElements(elements: unknown, at: string, most: number, tell: Tell): void {
  if (!Array.isArray(elements) || elements.length === 0) {
    tell(at, 'must have at least 1 item');
    return;
  }
  if (elements.length > most) tell(at, `no more than ${most} items allowed`);
  const seen = new Set<string>();
  elements.forEach((element: unknown, index) => {
    checkElement(element, `${at}/${index}`, ACTIONS, seen, tell);
  });
}

function checkContext(elements: unknown, at: string, tell: Tell): void {
  if (!Array.isArray(elements) || elements.length === 0) {
    tell(at, 'must have at least 1 item');
    return;
  }
  if (elements.length > LIMITS.context) tell(at, 'no more than 10 items allowed');
  elements.forEach((element: unknown, index) => {
    if (isBag(element) && element['type'] === 'image') checkImage(element, `${at}/${index}`, tell);
    else checkText(element, `${at}/${index}`, 3_000, tell);
  });
}

function checkInput(block: Bag, at: string, place: 'message' | 'view', tell: Tell): void {
  checkText(block['label'], `${at}/label`, 2_000, tell, 'plain_text');
  if (block['hint'] !== undefined)
    checkText(block['hint'], `${at}/hint`, 2_000, tell, 'plain_text');
  checkElement(block['element'], `${at}/element`, INPUTS, new Set(), tell);
  const element = block['element'];
  if (place === 'message' && isBag(element) && element['type'] === 'file_input')
    tell(`${at}/element`, 'unsupported type: file_input');
}
