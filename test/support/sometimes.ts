/** The same row of numbers in [0, 1) for the same seed: a linear congruence with the constants of C. */
export function rowOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Matches that share of what it is asked about, whatever it is. */
export class Sometimes extends RegExp {
  readonly #rate: number;
  readonly #random: () => number;

  constructor(rate: number, random: () => number) {
    super('');
    this.#rate = rate;
    this.#random = random;
  }

  override test(): boolean {
    return this.#random() < this.#rate;
  }
}
