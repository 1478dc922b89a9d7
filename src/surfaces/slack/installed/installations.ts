import type { Installation, InstallationQuery, InstallationStore } from '@slack/oauth';
import { AppError } from '../../../errors.ts';
import type { Documents } from '../../../jobs/contracts.ts';
import { notInstalled } from '../clients.ts';
import type { Sealing } from './sealed.ts';

interface Kept {
  readonly sealed: string;
}

/** The workspaces that have installed the app, with their tokens, which are sealed. */
export interface Installations extends InstallationStore {
  /** @throws AppError `slack/not-installed`, `slack/cannot-unseal` */
  find(teamId: string): Promise<Installation>;
  erase(teamId: string): Promise<void>;
  count(): Promise<number>;
}

export function createInstallations(documents: Documents, sealing: Sealing): Installations {
  async function find(teamId: string): Promise<Installation> {
    const kept = await documents.get<Kept>(teamId);
    if (kept === undefined) throw notInstalled(teamId);
    return JSON.parse(sealing.open(kept.sealed, teamId)) as Installation;
  }

  return {
    find,
    erase: (teamId) => documents.delete(teamId),
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
        throw new AppError('slack/organisation', message);
      }
      const sealed = sealing.seal(JSON.stringify(installation), teamId);
      await documents.set<Kept>(teamId, { sealed });
    },
    fetchInstallation: (query) => find(teamOf(query)),
    deleteInstallation: (query) => documents.delete(teamOf(query)),
  };
}

function teamOf({ teamId }: InstallationQuery<boolean>): string {
  if (teamId === undefined) throw new AppError('slack/organisation', 'There is no workspace');
  return teamId;
}
