import type { Documents } from './contracts.ts';

/**
 * Whether new requests are let in. Closed, the bot finishes what it has accepted and refuses the rest
 * with a word; it stays closed over a restart, until the operator opens it.
 */
export interface Intake {
  isOpen(): boolean;
  set(open: boolean): Promise<void>;
  onChange(listener: (open: boolean) => void): void;
}

const KEY = 'intake-closed';

export async function openIntake(settings: Documents): Promise<Intake> {
  const listeners: ((open: boolean) => void)[] = [];
  let isOpen = (await settings.get<boolean>(KEY)) !== true;
  return {
    isOpen: () => isOpen,
    set: async (open) => {
      await settings.set(KEY, !open);
      isOpen = open;
      for (const listener of listeners) listener(open);
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
