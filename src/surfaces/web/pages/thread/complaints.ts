import { useState } from 'preact/hooks';

/** What can be said to be wrong: `portrait`, `clip`, `prompt`, the `request` as a whole, or a job's id. */
type Place = string;

export interface Complaints {
  readonly about: (place: Place) => string | undefined;
  /** Undefined takes it back. */
  readonly tell: (place: Place, sentence: string | undefined) => void;
  readonly clear: () => void;
}

/** What stands beside the fields, until the person has done something about it. */
export function useComplaints(): Complaints {
  const [told, setTold] = useState<ReadonlyMap<Place, string>>(new Map());
  return {
    about: (place) => told.get(place),
    tell: (place, sentence) =>
      setTold((old) => {
        const next = new Map(old);
        next.delete(place);
        return sentence === undefined ? next : next.set(place, sentence);
      }),
    clear: () => setTold(new Map()),
  };
}
