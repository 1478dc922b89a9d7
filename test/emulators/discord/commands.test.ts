import { describe, expect, it } from 'vitest';
import { openDiscord } from './a-discord.ts';
import { call } from './call.ts';

const option = (name: string, required = false) => ({
  type: 3,
  name,
  description: 'text',
  required,
});
const command = (more: object = {}) => ({ name: 'avatar', description: 'Makes a video', ...more });

async function scene() {
  const discord = await openDiscord();
  const path = `/applications/${discord.applicationId}/commands`;
  const register = (one: object) => call(discord, `POST ${path}`, one);
  const replace = (...all: object[]) => call(discord, `PUT ${path}`, all);
  return { discord, path, register, replace };
}

it('fills in what was not said, and tells localizations only when asked', async () => {
  const { discord, path, replace } = await scene();
  await replace(
    command({ name_localizations: { de: 'gesicht' }, options: [option('text', true)] }),
  );
  const read = async (query = '') =>
    ((await call(discord, `GET ${path}${query}`)).body as unknown as object[])[0];
  expect(await read('?with_localizations=true')).toMatchObject({
    application_id: discord.applicationId,
    type: 1,
    name_localizations: { de: 'gesicht' },
    description_localizations: null,
    default_member_permissions: null,
    contexts: null,
    integration_types: [0, 1],
    nsfw: false,
    options: [{ name: 'text', required: true }],
  });
  expect(await read()).not.toHaveProperty('name_localizations');
  expect(discord.mistakes).toEqual([]);
});

it('keeps the id of a command of the same name, and counts its versions', async () => {
  const { discord, replace, register } = await scene();
  await replace(command(), command({ name: 'help' }));
  const [before] = discord.commands();
  await replace(command({ description: 'Another text' }));
  const [after, ...others] = discord.commands();
  expect(others).toEqual([]);
  expect(after?.id).toBe(before?.id);
  expect(BigInt(after?.version ?? 0)).toBeGreaterThan(BigInt(before?.version ?? 0));
  expect((await register(command())).status).toBe(200);
  expect((await register(command({ name: 'new' }))).status).toBe(201);
});

describe('a command is refused', () => {
  const cases: readonly [why: string, more: object][] = [
    ['with a long description', { description: 'x'.repeat(101) }],
    ['without a description', { description: '' }],
    ['with a locale that Discord lacks', { name_localizations: { xx: 'a' } }],
    [
      'with a locale of options that Discord lacks',
      { options: [{ ...option('a'), name_localizations: { en: 'a' } }] },
    ],
    ['with a required option after another', { options: [option('a'), option('b', true)] }],
    ['with two options of a name', { options: [option('a'), option('a')] }],
    ['with 26 options', { options: Array.from({ length: 26 }, (_, index) => option(`o${index}`)) }],
    [
      'with choices and autocomplete',
      { options: [{ ...option('a'), autocomplete: true, choices: [{ name: 'a', value: 'a' }] }] },
    ],
    ['as a context menu with a description', { type: 3 }],
    [
      'with over 8,000 characters',
      {
        options: Array.from({ length: 25 }, (_, index) => ({
          ...option(`o${index}`),
          description: 'x'.repeat(100),
          choices: Array.from({ length: 3 }, (_unused, value) => ({
            name: 'x'.repeat(90),
            value: `${value}`,
          })),
        })),
      },
    ],
  ];
  it.each(cases)('%s', async (_why, more) => {
    const { register } = await scene();
    expect(await register(command(more))).toMatchObject({ status: 400, code: 50035 });
  });

  it('when there are a hundred already', async () => {
    const { replace } = await scene();
    const many = Array.from({ length: 101 }, (_, index) => command({ name: `c${index}` }));
    expect(await replace(...many)).toMatchObject({ status: 400, code: 30032 });
    expect((await replace(...many.slice(1))).status).toBe(200);
  });

  it('beside another of its name', async () => {
    const { replace } = await scene();
    expect(await replace(command(), command())).toMatchObject({ code: 50035 });
  });
});

it.each([
  ['Avatar', 1, 400],
  ['my avatar', 1, 400],
  ['アバター', 1, 201],
  ['Animate this', 3, 201],
])('judges the name "%s" of type %i with %i', async (name, type, status) => {
  const { register } = await scene();
  const one = type === 1 ? command({ name }) : { name, type };
  expect((await register(one)).status).toBe(status);
});
