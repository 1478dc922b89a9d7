/** A browser may forbid to keep anything, or have no room; the page then works without it. */
export interface BrowserStorage {
  read<T>(key: string): T | undefined;
  /** Undefined removes it. */
  write(key: string, value: unknown): void;
}

interface Texts {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

/** Reaching for the storage itself is what a browser may refuse, hence the function. */
export function keepIn(storage: () => Texts): BrowserStorage {
  return {
    read: <T>(key: string) => {
      try {
        const text = storage().getItem(key);
        return text === null ? undefined : (JSON.parse(text) as T);
      } catch {
        return undefined;
      }
    },
    write: (key, value) => {
      try {
        if (value === undefined) storage().removeItem(key);
        else storage().setItem(key, JSON.stringify(value));
      } catch {
        // It is lost with the tab, as if nothing were kept.
      }
    },
  };
}
