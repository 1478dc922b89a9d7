import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ElsewhereRequest } from './handle.ts';
import type { World } from './world.ts';

export interface Elsewhere {
  readonly host: string;
  readonly requests: ElsewhereRequest[];
  close(): Promise<void>;
}

/** A host that is not Slack's: it has the files, and should never be shown a token. */
export async function openElsewhere(world: World): Promise<Elsewhere> {
  const requests: ElsewhereRequest[] = [];
  const server = createServer(({ url = '/', headers }, response) => {
    requests.push({ path: url, headers: { ...headers } });
    if (headers.authorization !== undefined)
      world.report('a token went to a host that is not Slack');
    const bytes = world.files.get(url.slice(1))?.bytes;
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, requests, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
