import { Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';

/** The prepaid units of the account. */
export interface Pack {
  /** @throws Refusal 1102 when so many are not left */
  check(units: number): void;
  take(units: number): void;
  giveBack(units: number): void;
}

export function createPack(settings: Settings): Pack {
  const add = (units: number) => {
    if (settings.unitsLeft === null) return;
    settings.unitsLeft = Math.round((settings.unitsLeft + units) * 100) / 100;
  };
  return {
    check: (units) => {
      if (settings.unitsLeft !== null && settings.unitsLeft < units) {
        throw new Refusal(1102, 'Account balance not enough');
      }
    },
    take: (units) => add(-units),
    giveBack: add,
  };
}
