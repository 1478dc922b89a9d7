import type { Routes } from './http-server.ts';
import { bodyOf } from './request-body.ts';

export interface ReceivedCallback {
  readonly jobId: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as they came: the signature is over them. */
  readonly rawBody: Buffer;
}

/** Kling's word that a task has moved; `onCallback` gives the HTTP status to answer with. */
export function callbackRoutes(onCallback: (request: ReceivedCallback) => Promise<number>): Routes {
  return (server) => {
    server.post<{ Params: { jobId: string; token: string } }>(
      '/kling/callback/:jobId/:token',
      async (request, reply) => {
        const { jobId, token } = request.params;
        const { headers } = request;
        const rawBody = bodyOf(request);
        return reply.code(await onCallback({ jobId, token, headers, rawBody })).send();
      },
    );
  };
}
