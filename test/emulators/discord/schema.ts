import * as spec from 'discord-api-spec/zod';
import type { FormProblem } from './api-error.ts';

type Issue = spec.Issue;

const schemas: Record<string, spec.Schema> = { ...spec };

/**
 * Names without `Schema`, as in the published specification. More than one: any will do. A list
 * checks every element.
 */
export interface Shape {
  readonly names: readonly string[];
  readonly isList?: boolean;
}

export const shape = (...names: string[]): Shape => ({ names });
export const listOf = (...names: string[]): Shape => ({ names, isList: true });

const MAX_PROBLEMS = 20;

/** What is wrong with a value, by the published specification; nothing when all is well. */
export function problemsIn(wanted: Shape, value: unknown): FormProblem[] {
  return judge(wanted, value).problems;
}

/** The same for requests, where a key that Discord does not know is a mistake as well. */
export function problemsInRequest(
  wanted: Shape,
  value: unknown,
  known: readonly string[],
): FormProblem[] {
  const { problems, parsed } = judge(wanted, value);
  if (problems.length > 0) return problems;
  return unknownKeys(value, parsed)
    .filter(({ path }) => !known.includes(String(path.at(-1))))
    .map(({ path }) => ({ path, code: 'UNKNOWN_KEY', message: `Discord knows no such key here` }));
}

function judge(wanted: Shape, value: unknown): { problems: FormProblem[]; parsed: unknown } {
  if (wanted.isList === true) {
    if (!Array.isArray(value)) return { problems: [notAList], parsed: value };
    const results = value.map((each: unknown) => judge({ names: wanted.names }, each));
    const problems = results.flatMap(({ problems }, index) =>
      problems.map((each) => ({ ...each, path: [index, ...each.path] })),
    );
    return {
      problems: problems.slice(0, MAX_PROBLEMS),
      parsed: results.map(({ parsed }) => parsed),
    };
  }
  const results = wanted.names.map((name) => parse(name, value));
  return (
    results.find(({ problems }) => problems.length === 0) ??
    results.sort((a, b) => a.problems.length - b.problems.length)[0] ?? {
      problems: [],
      parsed: value,
    }
  );
}

const notAList = { path: [], code: 'LIST_TYPE_CONVERT', message: 'Only lists may be used here.' };

function parse(name: string, value: unknown) {
  const schema = schemas[`${name}Schema`];
  if (schema === undefined) throw new Error(`The specification has no ${name}`);
  const result = schema.safeParse(value);
  if (result.success) return { problems: [], parsed: result.data };
  const problems = result.error.issues
    .flatMap((issue) => toProblems(issue, []))
    .filter(({ path }) => !isForward(path, value));
  return { problems: problems.slice(0, MAX_PROBLEMS), parsed: value };
}

/** The specification of this version knows no reference of type 1, a forward. */
function isForward(path: readonly PropertyKey[], value: unknown): boolean {
  if (path.slice(-2).join('.') !== 'message_reference.type') return false;
  const found = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  return found === 1;
}

/** Of a union, the problems of the alternative that comes nearest. */
function toProblems(issue: Issue, above: readonly PropertyKey[]): FormProblem[] {
  const path = [...above, ...issue.path];
  const alternatives = issue.errors?.filter((each) => each.length > 0) ?? [];
  const nearest = [...alternatives].sort((a, b) => depth(b) - depth(a))[0];
  if (nearest !== undefined) return nearest.flatMap((each) => toProblems(each, path));
  return [{ path, code: `BASE_TYPE_${issue.code.toUpperCase()}`, message: textOf(issue) }];
}

/** An alternative that has no quarrel with `type` is the one that was meant. */
function depth(issues: readonly Issue[]): number {
  return issues.some(({ path }) => path.length === 1 && path[0] === 'type') ? 0 : 1;
}

function textOf({ message, maximum, minimum }: Issue): string {
  if (maximum !== undefined) return `Must be ${maximum} or fewer in length.`;
  if (minimum !== undefined) return `Must be ${minimum} or more in length.`;
  return message;
}

/** Keys that the specification threw away while it parsed. */
function unknownKeys(
  value: unknown,
  parsed: unknown,
  path: PropertyKey[] = [],
): { path: PropertyKey[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  if (typeof parsed !== 'object' || parsed === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    if (!Object.hasOwn(parsed, key)) return [{ path: here }];
    return unknownKeys(inner, (parsed as Record<string, unknown>)[key], here);
  });
}

export const describe = (problems: readonly FormProblem[]) =>
  problems.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ');
