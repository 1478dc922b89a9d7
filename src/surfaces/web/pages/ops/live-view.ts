import { useEffect, useState } from 'preact/hooks';
import type { OpsView } from '../../ops/wire.ts';
import { listen } from '../shared/live.ts';

export interface LiveView {
  /** The newest that is known. */
  readonly view?: OpsView;
  /** When it came, by this browser's own clock. */
  readonly cameAt: number;
  /** Since when nothing is heard of the bot. */
  readonly lostAt?: number;
}

/** What the bot tells, for as long as somebody looks: a hidden page costs no battery and no stream. */
export function useLiveView(): LiveView {
  const [live, setLive] = useState<LiveView>({ cameAt: 0 });
  const isVisible = useIsVisible();
  useEffect(() => {
    if (!isVisible) return;
    const line = listen({
      url: '/ops/api/events',
      events: ['view'],
      before: async () => {},
      onEvent: (_name, data) => setLive({ view: data as OpsView, cameAt: Date.now() }),
      // Lost again before it was found, it is lost since the first time.
      onState: (state) =>
        setLive(({ lostAt = Date.now(), ...before }) =>
          state === 'lost' ? { ...before, lostAt } : before,
        ),
    });
    return line.close;
  }, [isVisible]);
  return live;
}

function useIsVisible(): boolean {
  const isSeen = () => document.visibilityState === 'visible';
  const [isVisible, setVisible] = useState(isSeen);
  useEffect(() => {
    const onChange = () => setVisible(isSeen());
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, []);
  return isVisible;
}
