import { z } from 'zod';
import type { Removal } from '../installed/workspaces.ts';

const removal = z.object({
  team_id: z.string(),
  event_time: z.number(),
  event: z.union([
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({
      type: z.literal('tokens_revoked'),
      tokens: z.object({ bot: z.array(z.string()).min(1) }),
    }),
  ]),
});

/** Undefined for all other events, and where only the tokens of people were revoked. */
export function readRemoval(body: unknown): Removal | undefined {
  const read = removal.safeParse(body);
  if (!read.success) return undefined;
  return { teamId: read.data.team_id, atSeconds: read.data.event_time };
}
