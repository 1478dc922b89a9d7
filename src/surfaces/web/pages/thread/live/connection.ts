import { type Dispatch, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { ThreadEvents } from '../../../thread/wire.ts';
import { type Live, type LiveState, listen } from '../../shared/live.ts';
import { api, EVENTS_PATH } from '../api.ts';
import { changed, type ThreadChange, type ThreadState } from './state.ts';

/** `paused` is dealt with by the connection itself. */
type EventName = Exclude<keyof ThreadEvents, 'paused'>;

type Told = { [Name in EventName]: { readonly name: Name; readonly data: ThreadEvents[Name] } };

const NAMES: readonly EventName[] = ['thread', 'job', 'draft', 'gone', 'intake'];

export interface FollowedThread {
  /** Absent until the service has told it. */
  readonly state: ThreadState | undefined;
  readonly change: Dispatch<ThreadChange>;
  readonly live: LiveState;
  /** Why the thread cannot be had right now. */
  readonly trouble: unknown;
  /** Asks for everything anew. */
  readonly resume: () => void;
}

/** The thread as the service tells it, for as long as the page is open. */
export function useFollowedThread(): FollowedThread {
  const [state, change] = useReducer(changed, undefined);
  const [live, setLive] = useState<LiveState>('on');
  const [trouble, setTrouble] = useState<unknown>();
  const connection = useRef<Live | null>(null);

  useEffect(() => {
    /** Also gives a new visitor the cookie without which there is no stream. */
    const load = async () => {
      try {
        change({ kind: 'thread', thread: await api.thread(), at: Date.now() });
        setTrouble(undefined);
      } catch (error) {
        setTrouble(error);
        throw error;
      }
    };
    const opened = listen({
      url: EVENTS_PATH,
      events: NAMES,
      before: load,
      onEvent: (name, data) => change(changeOf({ name, data } as Told[EventName], Date.now())),
      onState: setLive,
    });
    connection.current = opened;
    return opened.close;
  }, []);

  return { state, change, live, trouble, resume: () => connection.current?.resume() };
}

function changeOf(told: Told[EventName], at: number): ThreadChange {
  switch (told.name) {
    case 'thread':
      return { kind: 'thread', thread: told.data, at };
    case 'job':
      return { kind: 'job', job: told.data, at };
    case 'draft':
      return { kind: 'draft', draft: told.data };
    case 'gone':
      return { kind: 'gone', id: told.data.id };
    case 'intake':
      return { kind: 'intake', takesRequests: told.data.takesRequests };
    default:
      return told satisfies never;
  }
}
