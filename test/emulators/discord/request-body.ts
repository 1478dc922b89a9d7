import { refusal } from './api-error.ts';
import type { UploadedFile } from './message-payload.ts';

export interface RequestBody {
  /** Undefined when there was none. */
  readonly json: unknown;
  readonly uploads: readonly UploadedFile[];
}

/** @throws ApiError 50109 */
export async function readBody(raw: Buffer | undefined, contentType = ''): Promise<RequestBody> {
  if (raw === undefined || raw.length === 0) return { json: undefined, uploads: [] };
  if (!contentType.startsWith('multipart/form-data'))
    return { json: parse(raw.toString()), uploads: [] };
  const form = await new Response(raw, { headers: { 'content-type': contentType } }).formData();
  const uploads: UploadedFile[] = [];
  let json: unknown = {};
  for (const [name, value] of form) {
    if (name === 'payload_json')
      json = parse(typeof value === 'string' ? value : await value.text());
    else if (typeof value !== 'string') uploads.push(await toUpload(name, value));
  }
  return { json, uploads };
}

async function toUpload(field: string, file: File): Promise<UploadedFile> {
  return {
    index: /^files\[(\d+)\]$/.exec(field)?.[1] ?? field,
    name: file.name,
    bytes: Buffer.from(await file.arrayBuffer()),
    contentType: file.type === '' ? undefined : file.type,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal('notJson', { cause: error });
  }
}
