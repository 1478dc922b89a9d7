import type { TextObject } from './wire.ts';

/** One breach: where it is, and what is wrong there, in Slack's own way of telling it. */
export type Tell = (pointer: string, problem: string) => void;
export type Bag = Readonly<Record<string, unknown>>;

const NAMES = 255;

export const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null;

export function checkText(
  value: unknown,
  at: string,
  most: number,
  tell: Tell,
  only?: TextObject['type'],
): void {
  if (!isBag(value)) {
    tell(at, 'missing required field: text');
    return;
  }
  const { type } = value;
  if (type !== 'plain_text' && type !== 'mrkdwn') {
    tell(at, `unsupported type: ${type}`);
    return;
  }
  if (only !== undefined && type !== only) tell(at, `must be a ${only} object`);
  checkLength(value['text'], `${at}/text`, most, tell);
}

export function checkLength(value: unknown, at: string, most: number, tell: Tell): void {
  if (typeof value !== 'string') {
    tell(at, 'must be a string');
    return;
  }
  if (value.length === 0) tell(at, 'must be more than 0 characters');
  if (value.length > most) tell(at, `must be less than ${most + 1} characters`);
}

export function checkName(bag: Bag, key: string, at: string, seen: Set<string>, tell: Tell): void {
  const name = bag[key];
  if (name === undefined) return;
  if (typeof name !== 'string') {
    tell(`${at}/${key}`, 'must be a string');
    return;
  }
  if (name.length > NAMES) tell(`${at}/${key}`, `must be less than ${NAMES + 1} characters`);
  if (seen.has(name)) tell(`${at}/${key}`, `\`${key}\` already exists: ${name}`);
  seen.add(name);
}
