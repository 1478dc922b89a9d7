import { expect, it } from 'vitest';
import { createLocalClaims } from '../../src/queue/local-claims.ts';
import type { World } from '../support/world.ts';
import {
  cancelledWhileFetching,
  cancelledWhileQueued,
  cancelledWhileRendering,
  refused,
  tooLarge,
  video,
} from './stories.ts';
import { pauseEverywhere, type Story } from './sweep.ts';

const inRedis = (world: World) => createLocalClaims(world.clock);

const stories: readonly (readonly [what: string, story: Story])[] = [
  ['posts one video', video],
  ['posts one copy that fits', tooLarge],
  ['says once that a clip was refused', refused],
  ['says once that a waiting job was cancelled', cancelledWhileQueued],
  ['says once that a rendering job was cancelled', cancelledWhileRendering],
  ['says once that a job was cancelled whose video was being fetched', cancelledWhileFetching],
];

/**
 * What no claim can promise. A pause between the last look at the claim and the request leaves two
 * posts, unless the chat itself refuses the second. A pause between reading and writing a record
 * lets the old one win, since documents have no compare-and-set; the job then ends again, posts
 * nothing and charges nothing more, and only the count of its units is lost.
 */
const BEYOND_CLAIMS = [
  /(videos|notices) 2 .*, paused before call \d+ \(chat\.post/,
  /units 0 .*, paused (after call \d+ \((jobs\.get|people\.\w+)|before call \d+ \((jobs\.set|people\.\w+))\)/,
];

it.each(stories)('%s when a process is paused and another one takes over', async (_what, story) => {
  const { lives, faults } = await pauseEverywhere(story, inRedis);
  const broken = faults.filter((fault) => !BEYOND_CLAIMS.some((gap) => gap.test(fault)));
  expect(broken).toEqual([]);
  expect(lives).toBeGreaterThan(40);
});
