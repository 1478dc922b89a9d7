import { breach, invalidForm, problemAt, refusal } from './api-error.ts';
import type { CommandOption } from './wire.ts';

/** The body that registers a command, after the schema has seen it. */
export interface CommandRequest {
  readonly name: string;
  readonly name_localizations?: Record<string, string> | null;
  readonly description?: string | null;
  readonly description_localizations?: Record<string, string> | null;
  readonly type?: number | null;
  readonly options?: readonly CommandOption[] | null;
  readonly default_member_permissions?: string | number | null;
  readonly dm_permission?: boolean | null;
  readonly contexts?: readonly number[] | null;
  readonly integration_types?: readonly number[] | null;
  readonly nsfw?: boolean | null;
}

/** DD interactions/application-commands, naming. */
const CHAT_INPUT_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MAX_TEXT = 8_000;
const MAX_OPTIONS = 25;
const MAX_PER_TYPE: Record<number, number> = { 1: 100, 2: 15, 3: 15, 4: 1 };

/** DD reference, locales. */
const LOCALES = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  ),
);

/** @throws ApiError 30032, 50035 */
export function checkList(commands: readonly CommandRequest[]): void {
  for (const [type, limit] of Object.entries(MAX_PER_TYPE)) {
    const same = commands.filter((each) => (each.type ?? 1) === Number(type));
    if (same.length > limit) throw refusal('tooManyCommands');
    if (new Set(same.map(({ name }) => name)).size < same.length) {
      const text = 'Application command names must be unique';
      throw invalidForm(problemAt('', 'APPLICATION_COMMANDS_DUPLICATE_NAME', text));
    }
  }
  for (const [index, command] of commands.entries()) checkCommand(command, `${index}`);
}

/** @throws ApiError 50035 */
export function checkCommand(command: CommandRequest, path = ''): void {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  const isChatInput = (command.type ?? 1) === 1;
  if (isChatInput) {
    checkText(command, at(''));
    checkOptions(command.options ?? [], at('options'));
  } else {
    checkLocales(command.name_localizations, at('name_localizations'));
    if ((command.description ?? '') !== '' || (command.options?.length ?? 0) > 0) {
      const text = 'Context menu commands cannot have description or options';
      throw invalidForm(problemAt(path, 'APPLICATION_COMMAND_CONTEXT_MENU_FIELDS', text));
    }
  }
  if (textOf(command) > MAX_TEXT) {
    const text = 'Command exceeds maximum size (8000)';
    throw invalidForm(problemAt(path, 'APPLICATION_COMMAND_TOO_LARGE', text));
  }
}

interface Named {
  readonly name: string;
  readonly name_localizations?: Record<string, string> | null;
  readonly description?: string | null;
  readonly description_localizations?: Record<string, string> | null;
}

function checkText(named: Named, path: string): void {
  const at = (field: string) => [path.replace(/\.$/, ''), field].filter(Boolean).join('.');
  checkName(named.name, at('name'));
  checkLocales(named.name_localizations, at('name_localizations'));
  checkLocales(named.description_localizations, at('description_localizations'));
  for (const [locale, name] of Object.entries(named.name_localizations ?? {})) {
    checkName(name, `${at('name_localizations')}.${locale}`);
  }
  const description = named.description ?? '';
  if (description.length < 1 || description.length > 100) {
    const text = 'Must be between 1 and 100 in length.';
    throw invalidForm(problemAt(at('description'), 'BASE_TYPE_BAD_LENGTH', text));
  }
}

function checkName(name: string, path: string): void {
  if (CHAT_INPUT_NAME.test(name) && name === name.toLowerCase()) return;
  throw breach(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

function checkLocales(texts: Record<string, string> | null | undefined, path: string): void {
  const unknown = Object.keys(texts ?? {}).find((locale) => !LOCALES.has(locale));
  if (unknown === undefined) return;
  throw invalidForm(
    problemAt(`${path}.${unknown}`, 'BASE_TYPE_CHOICES', `"${unknown}" is no locale`),
  );
}

function checkOptions(options: readonly CommandOption[], path: string): void {
  const fail = (code: string, text: string) => invalidForm(problemAt(path, code, text));
  if (options.length > MAX_OPTIONS)
    throw fail('BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  if (new Set(options.map(({ name }) => name)).size < options.length) {
    throw fail('APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
  }
  const firstOptional = options.findIndex(({ required }) => required !== true);
  const isLate = options.some(({ required }, index) => required === true && index > firstOptional);
  if (firstOptional >= 0 && isLate) {
    const text = 'Required options must be placed before non-required options';
    throw fail('APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', text);
  }
  for (const [index, option] of options.entries()) {
    checkText(option, `${path}.${index}`);
    if (option.autocomplete === true && (option.choices?.length ?? 0) > 0) {
      throw fail(
        'APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE',
        'Choices exclude autocomplete',
      );
    }
    for (const choice of option.choices ?? []) {
      checkLocales(choice.name_localizations, `${path}.${index}.choices`);
    }
    checkOptions(option.options ?? [], `${path}.${index}.options`);
  }
}

const longest = (
  text: string | null | undefined,
  more: Record<string, string> | null | undefined,
) => Math.max(text?.length ?? 0, ...Object.values(more ?? {}).map(({ length }) => length));

/** Of every text with its localizations the longest counts (DD interactions/application-commands). */
function textOf(named: Named & { readonly options?: readonly CommandOption[] | null }): number {
  const own =
    longest(named.name, named.name_localizations) +
    longest(named.description, named.description_localizations);
  const inner = (named.options ?? []).map((option) => {
    const choices = (option.choices ?? []).map(
      ({ name, name_localizations: more, value }) => longest(name, more) + String(value).length,
    );
    return textOf(option) + choices.reduce((sum, each) => sum + each, 0);
  });
  return inner.reduce((sum, each) => sum + each, own);
}
