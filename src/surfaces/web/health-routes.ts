import type { Routes } from './http-server.ts';

/** By the name of what is looked at. */
export type Readiness = Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;

/** For whoever runs the service: is it alive, and can it do its work. */
export function healthRoutes(deps: { readonly readiness: () => Promise<Readiness> }): Routes {
  return (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });

    server.get('/healthz', async () => ({ status: 'ok' }));

    server.get('/readyz', async (_request, reply) => {
      const checks = await deps.readiness();
      const ready = Object.values(checks).every(({ ok }) => ok);
      return reply.code(ready ? 200 : 503).send({ ready, checks });
    });
  };
}
