import path from 'node:path';
import type { Routes } from './http-server.ts';
import { sendFile } from './send-file.ts';

/** Lends the video that a path names to `use`; false when there is none. */
export type LendByPath = (
  path: { readonly jobId: string; readonly token: string },
  use: (file: string) => Promise<void>,
) => Promise<boolean>;

/** Who has the link may see the video; nobody on the way shall keep it or learn the link. */
const FOR_WHO_HAS_THE_LINK = {
  'cache-control': 'private, no-store',
  'x-robots-tag': 'noindex',
  // A browser plays a video that was opened by itself in a page of its own making.
  'content-security-policy': "default-src 'none'; media-src 'self'",
  // The chat that the link stands in may play it there.
  'cross-origin-resource-policy': 'cross-origin',
};

/** Videos by their links. */
export function videoRoutes(lendVideo: LendByPath): Routes {
  return (server) => {
    server.get<{ Params: { readonly jobId: string; readonly file: string } }>(
      '/videos/:jobId/:file',
      async (request, reply) => {
        const { jobId, file } = request.params;
        const token = path.parse(file).name;
        reply.headers(FOR_WHO_HAS_THE_LINK);
        const found = await lendVideo({ jobId, token }, (video) =>
          sendFile(request, reply, video, {
            // Saved under the job's id: the last step of the path is the secret.
            'content-disposition': `inline; filename="${jobId}.mp4"`,
            'content-type': 'video/mp4',
          }),
        );
        return found ? reply : reply.code(404).send({ error: 'not found' });
      },
    );
  };
}
