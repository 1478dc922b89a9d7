import { type Field, idOf } from './fields.ts';

/** Once the page shows what has changed, for until then the field may not be there. */
export function focusSoon(field: Field): void {
  requestAnimationFrame(() => document.getElementById(idOf(field))?.focus());
}
