import type { Part } from '../../../thread/wire.ts';

/** Where a person puts something in. */
export type Field = Part | 'prompt';

export function isField(place: unknown): place is Field {
  return place === 'portrait' || place === 'clip' || place === 'prompt';
}

/** Of its element, by which it is found and described. */
export function idOf(field: Field): string {
  return `field-${field}`;
}
