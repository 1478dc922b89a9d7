import { describe, expect, it } from 'vitest';
import { findCycle, importsOf, readSources, type Source } from './sources.ts';

const sources = readSources();

/** Every package that the product loads, and the only places that know of it. */
const HOMES: Record<string, readonly string[]> = {
  keyv: ['src/storage/'],
  libsql: ['src/storage/'],
  jsonwebtoken: ['src/kling/', 'src/sandbox/'],
  sharp: ['src/media/', 'src/sandbox/'],
  mediabunny: ['src/media/', 'src/sandbox/'],
  'heic-decode': ['src/media/'],
  '@ffmpeg/core': ['src/media/'],
  'node-fetch': ['src/kling/', 'src/media/', 'src/sandbox/', 'src/surfaces/slack/'],
  fastify: ['src/sandbox/', 'src/surfaces/web/'],
  '@fastify/send': ['src/surfaces/web/'],
  '@fastify/cookie': ['src/surfaces/web/'],
  '@fastify/rate-limit': ['src/surfaces/web/'],
  preact: ['src/surfaces/web/pages/'],
  vite: ['src/surfaces/web/pages/vite.config.ts'],
  'prom-client': ['src/metrics/'],
  'log-update': ['src/surfaces/terminal/'],
  'discord.js': ['src/surfaces/discord/'],
  undici: ['src/surfaces/discord/'],
  '@slack': ['src/surfaces/slack/'],
  // What comes from outside is parsed at the edge, never in the heart.
  zod: ['src/environment.ts', 'src/kling/', 'src/sandbox/', 'src/surfaces/'],
  pino: ['src/log.ts'],
};

/** Rooms that know one thing of the outside each, and nothing of each other. */
const ADAPTERS = [
  'src/kling/',
  'src/media/',
  'src/metrics/',
  'src/queue/',
  'src/storage/',
  'src/sandbox/',
  'src/surfaces/terminal/',
  'src/surfaces/web/',
  'src/surfaces/discord/',
  'src/surfaces/slack/',
];

/** Who may load adapters besides themselves; only the app knows them all. */
const WIRING: Record<string, readonly string[]> = {
  'src/app.ts': ADAPTERS,
  'src/open-kling.ts': ['src/kling/', 'src/media/', 'src/sandbox/'],
  'src/main.ts': [
    ...['src/media/', 'src/sandbox/', 'src/surfaces/terminal/'],
    ...['src/surfaces/discord/', 'src/surfaces/slack/'],
  ],
  'src/service.ts': ['src/surfaces/web/', 'src/surfaces/discord/', 'src/surfaces/slack/'],
};

const roomOf = (file: string) => ADAPTERS.find((room) => file.startsWith(room));
const isPackage = (target: string) => !/^(src|commands)\/|^node:|^[.#]/.test(target);

/** `@slack/bolt/dist/x` as `@slack`, `zod/v4` as `zod`, `@ffmpeg/core` as it is. */
function packageOf(target: string): string {
  const [scope = '', name] = target.split('/');
  if (!scope.startsWith('@')) return scope;
  return scope in HOMES ? scope : `${scope}/${name}`;
}

/** `a.ts → b` for every import that breaks a rule. */
function breaches(isAllowed: (source: Source, target: string) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports
      .filter(({ target }) => !isAllowed(source, target))
      .map(({ target }) => `${source.file} → ${target}`),
  );
}

describe('the imports', () => {
  it('are really read', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from '../b.ts';",
      "export * from './c.ts';",
      "import {\n  d,\n  type E,\n} from 'pkg/d';",
      "import 'side-effect';",
      "const f = await import('lazy');",
      "const g = require.resolve('@scope/looked-up/file.wasm');",
    ].join('\n');
    expect(importsOf('src/jobs/x.ts', text)).toEqual([
      { target: 'src/jobs/a.ts', isType: false },
      { target: 'src/b.ts', isType: true },
      { target: 'src/jobs/c.ts', isType: false },
      { target: 'pkg/d', isType: false },
      { target: 'side-effect', isType: false },
      { target: 'lazy', isType: false },
      { target: '@scope/looked-up/file.wasm', isType: false },
    ]);
    expect(sources.length).toBeGreaterThan(50);
  });

  it('of the jobs reach nothing but the jobs, the ground they stand on and Node', () => {
    const ground = ['src/clock.ts', 'src/errors.ts', 'src/in-order.ts', 'src/log.ts'];
    const isAllowed = ({ file }: Source, target: string) =>
      !file.startsWith('src/jobs/') ||
      target.startsWith('src/jobs/') ||
      target.startsWith('node:') ||
      ground.includes(target);
    expect(breaches(isAllowed)).toEqual([]);
  });

  it('of the commands reach nothing but each other, the jobs and the errors', () => {
    const isAllowed = ({ file }: Source, target: string) =>
      !file.startsWith('commands/') || /^(commands\/|src\/jobs\/|src\/errors\.ts)/.test(target);
    expect(breaches(isAllowed)).toEqual([]);
  });

  it('of the adapters never reach another adapter, and only the wiring reaches them', () => {
    const isAllowed = ({ file }: Source, target: string) => {
      const room = roomOf(target);
      return room === undefined || room === roomOf(file) || (WIRING[file]?.includes(room) ?? false);
    };
    expect(breaches(isAllowed)).toEqual([]);
  });

  it('of the adapters never reach the wiring or the configuration', () => {
    const above = [...Object.keys(WIRING), 'src/config.ts', 'src/environment.ts'];
    const isAllowed = ({ file }: Source, target: string) =>
      roomOf(file) === undefined || !above.includes(target);
    expect(breaches(isAllowed)).toEqual([]);
  });

  it('of the pages reach nothing that a browser does not have', () => {
    const isPage = (file: string) => file.startsWith('src/surfaces/web/pages/');
    const pure = ['errors', 'jobs/backoff', 'jobs/limits', 'jobs/measures'].map(
      (name) => `src/${name}.ts`,
    );
    const loaded = sources
      .filter(({ file }) => isPage(file) && !file.endsWith('vite.config.ts'))
      .flatMap(({ imports }) => imports.filter(({ isType }) => !isType))
      .map(({ target }) => target)
      .filter((target) => !isPage(target) && packageOf(target) !== 'preact');
    expect(loaded.length).toBeGreaterThan(0);
    expect(loaded.filter((target) => !pure.includes(target))).toEqual([]);
  });

  it('of the service reach no page', () => {
    const isPage = (file: string) => file.startsWith('src/surfaces/web/pages/');
    const isAllowed = ({ file }: Source, target: string) => isPage(file) || !isPage(target);
    expect(breaches(isAllowed)).toEqual([]);
  });

  it('of packages are in the rooms that know them', () => {
    const isAllowed = ({ file }: Source, target: string) =>
      !isPackage(target) ||
      (HOMES[packageOf(target)]?.some((home) => file.startsWith(home)) ?? false);
    expect(breaches(isAllowed)).toEqual([]);
  });

  it('make no ring', () => {
    expect(findCycle(sources)).toBeUndefined();
    const ring = ['a', 'b', 'c'].map((name, index, all) => ({
      file: name,
      text: '',
      imports: [{ target: all[(index + 1) % 3] ?? '', isType: false }],
    }));
    expect(findCycle(ring)).toEqual(['a', 'b', 'c', 'a']);
  });
});

describe('the environment', () => {
  it('is read where the process starts, and nowhere else', () => {
    const readers = sources.filter(({ text }) => /process\s*(\.env\b|\[['"]env)/.test(text));
    expect(readers.map(({ file }) => file)).toEqual(['src/main.ts']);
  });
});
