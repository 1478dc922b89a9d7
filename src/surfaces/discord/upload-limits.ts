import { type APIGuild, GuildPremiumTier, type REST, Routes } from 'discord.js';
import type { Clock } from '../../clock.ts';
import { isPermanent } from './refusals.ts';

const MIB = 1_048_576;
/** Of one file, where nobody has boosted. Discord may take more by now, so a larger hint is believed. */
const BASE_LIMIT = 10 * MIB;
/** More was promised by Discord and refused. */
const MAX_LIMIT = 100 * MIB;
const KEEP_MS = 600_000;
const MAX_KEPT = 1_000;

export interface UploadLimits {
  /** What the server's boosts give for sure, in bytes; without a server, what direct messages take. */
  tierLimit(guildId: string | undefined): Promise<number>;
}

/** What may be uploaded there, by the boosts and what Discord said in an interaction. */
export function withHint(tierLimit: number, hint = 0): number {
  return Math.min(MAX_LIMIT, Math.max(tierLimit, hint));
}

export function createUploadLimits(rest: REST, clock: Clock): UploadLimits {
  const kept = new Map<string, { readonly bytes: number; readonly until: number }>();

  async function ask(guildId: string): Promise<number> {
    try {
      const { premium_tier: tier } = (await rest.get(Routes.guild(guildId))) as APIGuild;
      return ofTier(tier);
    } catch (error) {
      if (isPermanent(error)) return BASE_LIMIT;
      throw error;
    }
  }

  return {
    tierLimit: async (guildId) => {
      if (guildId === undefined) return BASE_LIMIT;
      const known = kept.get(guildId);
      if (known !== undefined && clock.now() < known.until) return known.bytes;
      const bytes = await ask(guildId);
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(guildId, { bytes, until: clock.now() + KEEP_MS });
      return bytes;
    },
  };
}

/** Boosts count for bots as well (facts C1.4). */
function ofTier(tier: GuildPremiumTier): number {
  if (tier === GuildPremiumTier.Tier3) return 100 * MIB;
  return tier === GuildPremiumTier.Tier2 ? 50 * MIB : BASE_LIMIT;
}
