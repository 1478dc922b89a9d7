import { isIPv4 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Control } from './control.ts';
import { faultShape } from './faults.ts';
import type { JsonBody } from './server.ts';
import { settingsShape } from './settings.ts';

/** What Kling does not have: watching and steering the sandbox, from this machine only. */
export function addControlRoutes(server: FastifyInstance, control: Control): void {
  server.register(
    async (routes) => {
      routes.addHook('onRequest', async (request, reply) => {
        if (!isLoopback(request.ip)) return reply.code(403).send({ error: 'loopback only' });
        return undefined;
      });
      routes.setErrorHandler((error, _request, reply) => {
        const text = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
        return reply.code(400).send({ error: text });
      });
      routes.get('/state', async () => control.state());
      routes.post<{ Body: JsonBody }>('/faults', async (request) => {
        control.fail(faultShape.strict().parse(request.body?.json));
        return {};
      });
      routes.post<{ Body: JsonBody }>('/settings', async (request) =>
        control.change(settingsShape.partial().strict().parse(request.body?.json)),
      );
      routes.post('/finish-all', async () => {
        control.finishAll();
        await control.settled();
        return {};
      });
      routes.post('/reset', async () => {
        await control.reset();
        return {};
      });
    },
    { prefix: '/_sandbox' },
  );
}

export function isLoopback(ip: string): boolean {
  const plain = ip.replace(/^::ffff:/, '');
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}
