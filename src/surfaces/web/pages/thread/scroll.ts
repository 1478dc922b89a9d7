import { useEffect } from 'preact/hooks';

/** Nearer to the newest than this, a person is reading it. */
const NEAR_PX = 120;
/** Above the newest answer, so that it does not stick to the edge of the window. */
const MARGIN_PX = 12;
/** The answer to the newest request. */
const NEWEST = '.exchange:last-child .answered';

/**
 * Shows the newest once there is something to follow, and what becomes of it, for whoever has not
 * scrolled away from it.
 */
export function useFollowedEnd(isFollowed: boolean): void {
  useEffect(() => {
    if (!isFollowed) return;
    let isNear = true;
    const look = () => {
      isNear = Math.abs(newestTop() - window.scrollY) < NEAR_PX;
    };
    // It is told of the size that is there at first, too.
    const growth = new ResizeObserver(() => {
      if (isNear) scrollToNewest();
    });
    growth.observe(document.body);
    document.addEventListener('scroll', look, { passive: true });
    return () => {
      growth.disconnect();
      document.removeEventListener('scroll', look);
    };
  }, [isFollowed]);
}

export function scrollToNewest(): void {
  window.scrollTo({ top: newestTop() });
}

/**
 * The end of the page; but where the newest answer would be cut by the upper edge, as by a composer
 * below it, the beginning of the answer. Whoever is writing below sees what is written.
 */
function newestTop(): number {
  const { scrollHeight, clientHeight } = document.documentElement;
  const end = scrollHeight - clientHeight;
  const answer = document.querySelector(NEWEST);
  if (answer === null || isWriting()) return end;
  return Math.min(end, answer.getBoundingClientRect().top + window.scrollY - MARGIN_PX);
}

function isWriting(): boolean {
  return document.activeElement?.closest('form') != null;
}
