import type { Answer, Endpoint, Heard } from './exchange.ts';
import type { FileRecord, World } from './world.ts';

const LOGIN_PAGE = '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head></html>';

const loginPage: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: LOGIN_PAGE,
};

export const loginEndpoint: Endpoint = { api: () => 'login', work: () => loginPage };

/** Where the bytes of an upload go; it knows nothing of tokens, because its address is the secret. */
export function uploadEndpoint(world: World): Endpoint {
  return {
    api: () => 'upload',
    work: ({ params, bytes }) => {
      const file = world.files.get(params['id'] ?? '');
      if (file === undefined || file.state !== 'ticket')
        return { status: 404, body: 'This upload is unknown or over' };
      if (bytes.length !== file.expectedBytes)
        return { status: 400, body: `Expected ${file.expectedBytes} bytes, not ${bytes.length}` };
      file.bytes = bytes;
      file.state = 'uploaded';
      return { status: 200, body: `OK - ${bytes.length}` };
    },
  };
}

export function downloadEndpoint(world: World): Endpoint {
  return {
    api: () => 'file',
    work: (heard) => {
      const { params } = heard;
      const id = /^T[^-]*-(F.+)$/.exec(params['place'] ?? '')?.[1] ?? '';
      const file = world.files.get(id);
      if (world.fileServer === 'login-page-at-once') return loginPage;
      if (file !== undefined && world.fileServer === 'redirect-elsewhere')
        return redirect(`http://${world.elsewhereHost}/${id}`);
      if (file === undefined || !mayRead(world, file, heard))
        return redirect(`http://${world.fileHost}/?redir=${encodeURIComponent(id)}`);
      return serve(file);
    },
  };
}

const redirect = (location: string): Answer => ({ status: 302, headers: { location }, body: '' });

function mayRead(world: World, { teamId }: FileRecord, { headers }: Heard): boolean {
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const known = world.tokens.get(token);
  if (known?.state !== 'valid' || known.team.id !== teamId) return false;
  return known.team.scopes.has('files:read');
}

function serve({ bytes, state, wire }: FileRecord): Answer {
  if (bytes === undefined || state !== 'complete') return { status: 404, body: 'Not found' };
  const headers = { 'content-type': wire.mimetype ?? 'application/octet-stream' };
  return { status: 200, headers, body: bytes };
}
