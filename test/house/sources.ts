import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** `../errors.ts` as `src/errors.ts`, others as they are written. */
  readonly target: string;
  /** It is gone after compiling. */
  readonly isType: boolean;
}

export interface Source {
  /** From the root of the project, with slashes. */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Statements, dynamic imports, and modules that are only looked up. */
const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const CALL =
  /(?:\bimport|\brequire(?:\.resolve)?|\bmeta\.resolve|\)\.resolve)\(\s*'([^'#.][^']*|\.[^']*)'/g;

export function readSources(): Source[] {
  return ['src', 'commands'].flatMap((folder) => filesBelow(folder)).map(readSource);
}

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort();
}

function readSource(file: string): Source {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return { file, text, imports: importsOf(file, text) };
}

export function importsOf(file: string, text: string): Import[] {
  const toTarget = (written: string) =>
    written.startsWith('.') ? path.posix.join(path.posix.dirname(file), written) : written;
  const statements = [...text.matchAll(STATEMENT)].map(([, type, written = '']) => ({
    target: toTarget(written),
    isType: type !== undefined,
  }));
  const calls = [...text.matchAll(CALL)].map(([, written = '']) => ({
    target: toTarget(written),
    isType: false,
  }));
  return [...statements, ...calls];
}

/** A ring of files that need each other to be loaded, if there is one. */
export function findCycle(sources: readonly Source[]): readonly string[] | undefined {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const cleared = new Set<string>();
  const visit = (file: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (cleared.has(file)) return undefined;
    for (const { target, isType } of byFile.get(file)?.imports ?? []) {
      const cycle = isType ? undefined : visit(target, [...trail, file]);
      if (cycle !== undefined) return cycle;
    }
    cleared.add(file);
    return undefined;
  };
  for (const { file } of sources) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
