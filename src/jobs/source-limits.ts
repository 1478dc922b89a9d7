/**
 * What a file of a request may weigh, wherever it comes in: the same number is told before it is read
 * and after. A picture of 108 megapixels from a phone has less; so has a phone's video of half a
 * minute, from which only the sound is taken.
 */
export const MAX_SOURCE_BYTES = { portrait: 25_000_000, clip: 50_000_000 } as const;
