import { withDetails } from './api-error.ts';
import { problemsInBlocks } from './block-rules.ts';
import { checkLength, checkText, type Tell } from './text-rules.ts';

const MAX_TITLE = 24;
const MAX_METADATA = 3_000;
const MAX_NAME = 255;
const MAX_VIEW_BYTES = 250_000;

/** @throws ApiError as `views.open` does for a modal that it would not show. */
export function checkView(view: unknown): asserts view is Record<string, unknown> {
  const problems = problemsInView(view);
  if (problems.length > 0) throw withDetails('invalid_arguments', problems);
  if (Buffer.byteLength(JSON.stringify(view)) > MAX_VIEW_BYTES)
    throw withDetails('view_too_large', []);
}

function problemsInView(view: unknown): string[] {
  if (typeof view !== 'object' || view === null)
    return ['missing required field: view [json-pointer:/view]'];
  const parts = view as Record<string, unknown>;
  const problems: string[] = [];
  const tell: Tell = (pointer, problem) => {
    problems.push(`${problem} [json-pointer:/view${pointer}]`);
  };
  if (parts['type'] !== 'modal') tell('/type', `unsupported type: ${parts['type']}`);
  checkText(parts['title'], '/title', MAX_TITLE, tell, 'plain_text');
  for (const name of ['submit', 'close']) {
    if (parts[name] !== undefined && parts[name] !== null)
      checkText(parts[name], `/${name}`, MAX_TITLE, tell, 'plain_text');
  }
  if (parts['private_metadata']) {
    checkLength(parts['private_metadata'], '/private_metadata', MAX_METADATA, tell);
  }
  for (const name of ['callback_id', 'external_id']) {
    if (parts[name]) checkLength(parts[name], `/${name}`, MAX_NAME, tell);
  }
  const blocks = parts['blocks'];
  problems.push(...problemsInBlocks(blocks, 'view'));
  const hasInput = Array.isArray(blocks) && blocks.some((block) => block?.type === 'input');
  if (hasInput && !parts['submit']) tell('/submit', 'is required when there are input blocks');
  return problems;
}
