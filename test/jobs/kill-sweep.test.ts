import { expect, it } from 'vitest';
import {
  cancelledWhileFetching,
  cancelledWhileQueued,
  cancelledWhileRendering,
  failedAtKling,
  lostAnswer,
  refused,
  tooLarge,
  video,
} from './stories.ts';
import { killEverywhere, killTwice, type Story } from './sweep.ts';

const stories: readonly (readonly [what: string, story: Story])[] = [
  ['makes, charges and posts a video once', video],
  ['makes, charges and posts a video once though the answer to the order was lost', lostAnswer],
  ['posts one copy that fits where the video is too large', tooLarge],
  ['says once that a clip was refused, and pays nothing', refused],
  ['says once that the content was refused', failedAtKling],
  ['says once that a waiting job was cancelled, and pays nothing', cancelledWhileQueued],
  ['keeps the slot of a job cancelled in the middle, and says so once', cancelledWhileRendering],
  ['says once that a job was cancelled whose video was being fetched', cancelledWhileFetching],
];

it.each(stories)('%s, wherever the process dies', async (_what, story) => {
  const { lives, faults } = await killEverywhere(story);
  expect(faults).toEqual([]);
  expect(lives).toBeGreaterThan(40);
});

it.each(stories)('%s, though the process dies twice', async (_what, story) => {
  expect(await killTwice(story, 11)).toEqual([]);
});
