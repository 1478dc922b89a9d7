import type { Language } from '../../../jobs/locales.ts';
import type { EventStream } from '../event-stream.ts';
import type { ThreadEvents, ThreadView } from './wire.ts';

/** A browser has six connections to a service over HTTP/1.1, and the page needs some for itself. */
const MOST_PER_PERSON = 4;

/** An event with its data in a language. */
export type Tell = <Name extends keyof ThreadEvents>(event: Name, data: ThreadEvents[Name]) => void;
export type Telling = (tell: Tell, language: Language) => void;

/** The open tabs of all visitors. */
export interface Streams {
  /** The first event is `thread` with what `look` sees; what happens meanwhile comes after it. */
  join(
    personId: string,
    language: Language,
    stream: EventStream,
    look: () => Promise<ThreadView>,
  ): Promise<void>;
  /** To every tab of one person. */
  tell(personId: string, telling: Telling): void;
  tellAll(telling: Telling): void;
  close(): void;
}

interface Tab {
  readonly language: Language;
  readonly stream: EventStream;
  /** What is to be told after the first look; undefined once that is over. */
  waiting: Telling[] | undefined;
}

export function createStreams(): Streams {
  const tabsOf = new Map<string, Set<Tab>>();

  function enter(personId: string, tab: Tab): void {
    const tabs = tabsOf.get(personId) ?? new Set();
    tabsOf.set(personId, tabs.add(tab));
    tab.stream.onOver(() => leave(personId, tab));
    const [oldest] = tabs;
    if (tabs.size <= MOST_PER_PERSON || oldest === undefined) return;
    leave(personId, oldest);
    oldest.stream.send('paused', {});
    oldest.stream.end();
  }

  function leave(personId: string, tab: Tab): void {
    const tabs = tabsOf.get(personId);
    tabs?.delete(tab);
    if (tabs?.size === 0) tabsOf.delete(personId);
  }

  return {
    join: async (personId, language, stream, look) => {
      // Left already: there is nobody to look for.
      if (stream.over.aborted) return;
      const tab: Tab = { language, stream, waiting: [] };
      enter(personId, tab);
      stream.send('thread', await look());
      const { waiting = [] } = tab;
      tab.waiting = undefined;
      for (const telling of waiting) say(tab, telling);
    },
    tell: (personId, telling) => {
      for (const tab of tabsOf.get(personId) ?? []) say(tab, telling);
    },
    tellAll: (telling) => {
      for (const tabs of tabsOf.values()) for (const tab of tabs) say(tab, telling);
    },
    close: () => {
      for (const tabs of tabsOf.values()) for (const { stream } of tabs) stream.end();
    },
  };
}

function say({ waiting, stream, language }: Tab, telling: Telling): void {
  if (waiting === undefined) telling(stream.send, language);
  else waiting.push(telling);
}
