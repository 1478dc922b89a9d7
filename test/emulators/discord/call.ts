import type { Discord } from './handle.ts';

export interface Called {
  readonly status: number;
  readonly code: number | undefined;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly token?: string;
  readonly files?: readonly { readonly name: string; readonly bytes: Buffer }[];
}

/** One bare request to the API, for what discord.js would retry, hide or never send. */
export async function call(
  discord: Discord,
  request: string,
  body?: unknown,
  { token = discord.token, files }: CallOptions = {},
): Promise<Called> {
  const [method = 'GET', path = ''] = request.split(' ');
  const response = await fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: {
      authorization: `Bot ${token}`,
      ...(files === undefined && body !== undefined ? { 'content-type': 'application/json' } : {}),
    },
    ...(files === undefined
      ? body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }
      : { body: toForm(body, files) }),
  });
  const text = await response.text();
  const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  const { code } = parsed;
  return {
    status: response.status,
    code: typeof code === 'number' ? code : undefined,
    body: parsed,
    headers: response.headers,
  };
}

function toForm(body: unknown, files: NonNullable<CallOptions['files']>): FormData {
  const form = new FormData();
  for (const [index, { name, bytes }] of files.entries()) {
    form.append(`files[${index}]`, new Blob([new Uint8Array(bytes)]), name);
  }
  form.append('payload_json', JSON.stringify(body ?? {}));
  return form;
}
