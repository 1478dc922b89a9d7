import type { Installation, InstallationQuery, InstallationStore } from '@slack/oauth';
import type { Clock } from '../../../clock.ts';
import { AppError } from '../../../errors.ts';
import type { Documents } from '../../../jobs/contracts.ts';
import { notInstalled } from '../clients.ts';
import type { Sealing } from './sealed.ts';

/** Code of the refusal where a whole organisation is to have the app at once. */
export const ORGANISATION = 'slack/organisation';

interface Kept {
  readonly sealed: string;
  readonly at: number;
}

/** The workspaces that have installed the app, with their tokens, which are sealed. */
export interface Installations extends InstallationStore {
  /** @throws AppError `slack/not-installed`, `slack/cannot-unseal` */
  find(teamId: string): Promise<Installation>;
  /** Unless the app was installed again since; false where nothing was to erase. */
  erase(teamId: string, atSeconds: number): Promise<boolean>;
  count(): Promise<number>;
}

export function createInstallations(
  documents: Documents,
  sealing: Sealing,
  clock: Clock,
): Installations {
  async function find(teamId: string): Promise<Installation> {
    const kept = await documents.get<Kept>(teamId);
    if (kept === undefined) throw notInstalled(teamId);
    return JSON.parse(sealing.open(kept.sealed, teamId)) as Installation;
  }

  return {
    find,
    erase: async (teamId, atSeconds) => {
      const kept = await documents.get<Kept>(teamId);
      // Slack may say late, or twice, that the app was removed.
      if (kept === undefined || Math.floor(kept.at / 1_000) > atSeconds) return false;
      await documents.delete(teamId);
      return true;
    },
    count: async () => {
      let count = 0;
      for await (const _ of documents.entries()) count += 1;
      return count;
    },
    storeInstallation: async (installation) => {
      const teamId = installation.team?.id;
      if (teamId === undefined || installation.isEnterpriseInstall === true) {
        // The manifest does not offer it: what is one bot for all has no place to answer in.
        const message = 'The app is installed in workspaces, not in a whole organisation';
        throw new AppError(ORGANISATION, message);
      }
      const sealed = sealing.seal(JSON.stringify(installation), teamId);
      await documents.set<Kept>(teamId, { sealed, at: clock.now() });
    },
    fetchInstallation: (query) => find(teamOf(query)),
  };
}

function teamOf({ teamId }: InstallationQuery<boolean>): string {
  if (teamId === undefined) throw new AppError(ORGANISATION, 'There is no workspace');
  return teamId;
}
