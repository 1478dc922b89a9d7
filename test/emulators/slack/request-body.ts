export interface RequestBody {
  readonly args: Readonly<Record<string, unknown>>;
  /** The bytes of the one file of a form, or of the whole body. */
  readonly bytes: Buffer;
}

/** Slack takes forms with JSON in their fields as well as JSON; uploads are multipart or plain bytes. */
export async function readBody(raw: Buffer, contentType = ''): Promise<RequestBody> {
  if (contentType.startsWith('application/json')) {
    return { args: parse(raw.toString()) as Record<string, unknown>, bytes: raw };
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { args: Object.fromEntries(new URLSearchParams(raw.toString())), bytes: raw };
  }
  const plain = { args: {}, bytes: raw };
  if (!contentType.startsWith('multipart/form-data')) return plain;
  // A form that nobody can read has as many bytes as it has, and is refused for that.
  return readForm(raw, contentType).catch(() => plain);
}

async function readForm(raw: Buffer, contentType: string): Promise<RequestBody> {
  const headers = { 'content-type': contentType };
  const form = await new Response(new Uint8Array(raw), { headers }).formData();
  const args: Record<string, unknown> = {};
  let bytes = Buffer.alloc(0);
  for (const [name, value] of form) {
    if (typeof value === 'string') args[name] = value;
    else bytes = Buffer.from(await value.arrayBuffer());
  }
  return { args, bytes };
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** For the log: what a form had to write as text is told as what it means. */
export function unfold(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, isJson(value) ? tryParse(value) : value]),
  );
}

const isJson = (value: unknown): value is string =>
  typeof value === 'string' && /^\s*[[{]/.test(value);

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
