import { useEffect, useState } from 'preact/hooks';

const EVERY_MS = 1_000;

/** The time, once a second, while `ticks`. */
export function useNow(ticks: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticks) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, [ticks]);
  return now;
}
