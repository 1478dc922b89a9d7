import { useEffect, useRef, useState } from 'preact/hooks';
import type { HeardJob } from './live/state.ts';
import type { ThreadWords } from './words/words.ts';

/**
 * What a screen reader says by itself: each new phase of a job, but not each second of it. And what
 * the tab is called once a video is ready that nobody was looking at.
 */
export function useAnnouncements(
  jobs: readonly HeardJob[] | undefined,
  words: ThreadWords,
): [string, (text: string) => void] {
  const [said, say] = useState('');
  const known = useRef<ReadonlyMap<string, string> | null>(null);

  useEffect(() => {
    if (jobs === undefined) return;
    const before = known.current;
    known.current = new Map(jobs.map((job) => [job.id, job.ended ?? job.phase]));
    // At the first sight of the thread nothing of it is news.
    if (before === null) return;
    const news = jobs.filter(
      (job) => before.has(job.id) && before.get(job.id) !== (job.ended ?? job.phase),
    );
    if (news.length > 0) say(news.map(({ text }) => text).join('\n'));
    const isReady = news.some(({ ended }) => ended === 'video');
    if (isReady && document.hidden) document.title = words.titleWhenReady;
  }, [jobs, words]);

  useEffect(() => {
    const rename = () => {
      if (!document.hidden) document.title = words.title;
    };
    rename();
    document.addEventListener('visibilitychange', rename);
    return () => document.removeEventListener('visibilitychange', rename);
  }, [words]);

  return [said, say];
}
