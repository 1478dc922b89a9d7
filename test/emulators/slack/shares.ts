import { addMessage } from './messages.ts';
import { channelOf, type PendingShare, teamOf, type World } from './world.ts';

/** Puts uploads into their channels whose time has come; asked for before anybody looks. */
export function settleShares(world: World): void {
  const due = world.pendingShares.filter(({ dueAt }) => dueAt <= world.now());
  if (due.length === 0) return;
  const later = world.pendingShares.filter((share) => !due.includes(share));
  world.pendingShares.splice(0, Infinity, ...later);
  for (const share of due) appear(world, share);
}

function appear(world: World, share: PendingShare): void {
  const channel = channelOf(world, share.channelId);
  const team = teamOf(world, channel.teamId);
  const files = share.fileIds
    .map((id) => world.files.get(id))
    .filter((file) => file !== undefined)
    .filter(({ state }) => state !== 'deleted');
  if (files.length === 0) return;
  const { told } = addMessage(world, channel, {
    text: share.comment,
    userId: team.botUserId,
    bot: team,
    threadTs: share.threadTs,
    blocks: share.blocks,
    files,
  });
  told.catch(() => {});
}
