import type { Clock } from '../clock.ts';
import { isSettled, type Job, type JobId, type Mode, type Person } from './job.ts';
import type { SpentToday } from './overview.ts';
import type { Problem } from './problem.ts';

/** Kling's list prices: units per second of clip, and dollars per unit (pricing page, video). */
const UNITS_PER_SECOND: Record<Mode, number> = { std: 0.4, pro: 0.8 };
const DOLLARS_PER_UNIT = 0.14;

/** What Kling will charge: the one published bill was whole seconds of the clip times the rate. */
export function unitsFor(mode: Mode, clipSeconds: number): number {
  return roundUnits(Math.round(clipSeconds) * UNITS_PER_SECOND[mode]);
}

export function dollarsFor(units: number): number {
  return units * DOLLARS_PER_UNIT;
}

export interface LimitSettings {
  /** Jobs of one person that are not finished. */
  readonly maxOpenPerPerson: number;
  /** Units of one person within one UTC day. */
  readonly dailyUnitsPerPerson: number;
  /** Units of everybody within one UTC day. */
  readonly dailyUnitsTotal: number;
}

interface Entry {
  readonly person: string;
  readonly surface: string;
  readonly day: number;
  readonly units: number;
  readonly open: boolean;
}

const DAY_MS = 86_400_000;

export interface Limits {
  /** Keeps the count right: called for every stored change, and for every record at the start. */
  count(job: Job): void;
  forget(id: JobId): void;
  /** What forbids this person one more job, if anything does. */
  againstOpening(person: Person): Problem | undefined;
  /** What forbids spending `units` on this job on its day, if anything does. */
  againstSpending(job: Job, units: number): Problem | undefined;
  /** Who has spent how much on the current UTC day; most first. */
  spentToday(): SpentToday;
}

/**
 * Counts from the job records themselves, so that the counts survive a restart and can never
 * disagree with the jobs. A job that cost nothing carries 0 units, which is the refund.
 */
export function createLimits(settings: LimitSettings, clock: Clock): Limits {
  const entries = new Map<JobId, Entry>();
  const today = () => dayOf(clock.now());
  let sweptOn = today();

  const spentOn = (day: number, matches: (id: JobId, entry: Entry) => boolean) => {
    let units = 0;
    for (const [id, entry] of entries) {
      if (entry.day === day && matches(id, entry)) units += entry.units;
    }
    return roundUnits(units);
  };

  /** A job counts for the day on which it was asked for, and may be checked a little after midnight. */
  const isOver = (entry: Entry) => !entry.open && entry.day < today() - 1;

  const forgetOldDays = () => {
    if (sweptOn === today()) return;
    sweptOn = today();
    for (const [id, entry] of entries) if (isOver(entry)) entries.delete(id);
  };

  function spentToday(): SpentToday {
    const people = new Map<string, { person: Person; units: number }>();
    const surfaces = new Map<string, number>();
    for (const { person: key, surface, day, units } of entries.values()) {
      if (day !== today() || units === 0) continue;
      const person = { surface, id: key.slice(surface.length + 1) };
      people.set(key, { person, units: (people.get(key)?.units ?? 0) + units });
      surfaces.set(surface, (surfaces.get(surface) ?? 0) + units);
    }
    return {
      units: spentOn(today(), () => true),
      maxUnits: settings.dailyUnitsTotal,
      maxUnitsPerPerson: settings.dailyUnitsPerPerson,
      surfaces: mostFirst([...surfaces].map(([surface, units]) => ({ surface, units }))),
      people: mostFirst([...people.values()]),
    };
  }

  return {
    spentToday,
    count: (job) => {
      forgetOldDays();
      const entry = {
        person: keyOf(job.person),
        surface: job.person.surface,
        day: dayOf(job.acceptedAt),
        units: job.units,
        open: !isSettled(job),
      };
      if (isOver(entry)) entries.delete(job.id);
      else entries.set(job.id, entry);
    },
    forget: (id) => {
      entries.delete(id);
    },
    againstOpening: (person) => {
      let open = 0;
      for (const entry of entries.values()) {
        if (entry.open && entry.person === keyOf(person)) open += 1;
      }
      if (open < settings.maxOpenPerPerson) return undefined;
      return { code: 'limit/open-jobs', open, maxOpen: settings.maxOpenPerPerson };
    },
    againstSpending: (job, units) => {
      const freeAt = (today() + 1) * DAY_MS;
      const day = dayOf(job.acceptedAt);
      const person = keyOf(job.person);
      const own = spentOn(day, (id, entry) => id !== job.id && entry.person === person);
      const all = spentOn(day, (id) => id !== job.id);
      return (
        beyond('limit/person-units', own, units, settings.dailyUnitsPerPerson, freeAt) ??
        beyond('limit/total-units', all, units, settings.dailyUnitsTotal, freeAt)
      );
    },
  };
}

/** Days of UTC. */
function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}

function beyond(
  code: 'limit/person-units' | 'limit/total-units',
  spent: number,
  units: number,
  maxUnits: number,
  freeAt: number,
): Problem | undefined {
  if (spent + units <= maxUnits) return undefined;
  return { code, units, leftUnits: roundUnits(Math.max(0, maxUnits - spent)), maxUnits, freeAt };
}

function mostFirst<Row extends { readonly units: number }>(rows: readonly Row[]): Row[] {
  const rounded = rows.map((row) => ({ ...row, units: roundUnits(row.units) }));
  return rounded.sort((a, b) => b.units - a.units);
}

/** Kling bills tenths of a unit; floating sums of tenths drift. */
function roundUnits(units: number): number {
  return Math.round(units * 10) / 10;
}

function keyOf(person: Person): string {
  return `${person.surface}-${person.id}`;
}
