import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../../src/jobs/problem.ts';
import { hostileClips } from './hostile-clips.ts';
import { hostilePortraits } from './hostile-portraits.ts';
import type { HostileRecipe } from './hostile-recipe.ts';

export interface HostileFile {
  readonly name: string;
  readonly part: 'portrait' | 'clip';
  readonly path: string;
  /** The problem that has to be told. */
  readonly expect: Problem['code'];
}

/** Writes every picture and every sound that we know how to abuse, and says how each is refused. */
export async function hostileFiles(folder: string): Promise<HostileFile[]> {
  const portraits = await hostilePortraits();
  const clips = await hostileClips();
  return Promise.all([
    ...portraits.map((recipe) => write(folder, 'portrait', recipe)),
    ...clips.map((recipe) => write(folder, 'clip', recipe)),
  ]);
}

async function write(
  folder: string,
  part: HostileFile['part'],
  { name, expect, bytes, grownTo }: HostileRecipe,
): Promise<HostileFile> {
  const file = path.join(folder, `${part}-${name}`);
  await writeFile(file, bytes);
  if (grownTo !== undefined) await truncate(file, grownTo);
  return { name, part, path: file, expect };
}
