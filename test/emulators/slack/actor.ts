import { ClientRefusal } from './api-error.ts';
import type { Deliveries } from './deliveries.ts';
import type { Message } from './wire.ts';
import {
  type ChannelRecord,
  channelOf,
  findMessage,
  type TeamRecord,
  teamOf,
  type UserRecord,
  type World,
} from './world.ts';

/** Somebody in front of Slack's client. */
export interface Actor {
  readonly world: World;
  readonly deliveries: Deliveries;
  readonly user: UserRecord;
  readonly team: TeamRecord;
}

export const actorOf = (world: World, deliveries: Deliveries, user: UserRecord): Actor => ({
  world,
  deliveries,
  user,
  team: teamOf(world, user.teamId),
});

/** The channel as this person may use it; who acts in a public one has joined it. @throws ClientRefusal */
export function enter({ world, user }: Actor, channelId: string): ChannelRecord {
  const channel = channelOf(world, channelId);
  if (channel.teamId !== user.teamId) throw new ClientRefusal('that is another workspace');
  if (channel.kind === 'public') channel.members.add(user.id);
  if (!channel.members.has(user.id)) throw new ClientRefusal('you are not in this conversation');
  return channel;
}

export interface Seen {
  readonly channel: ChannelRecord;
  readonly message: Message;
  readonly isEphemeral: boolean;
}

/** The live message that this person sees there. @throws ClientRefusal */
export function see(actor: Actor, { channel: id, ts }: Pick<Message, 'channel' | 'ts'>): Seen {
  const channel = enter(actor, id);
  const own = channel.ephemerals.find(
    ({ userId, message }) => userId === actor.user.id && message.ts === ts,
  );
  const message = own?.message ?? findMessage(channel, ts);
  if (message === undefined) throw new ClientRefusal('that message cannot be seen');
  return { channel, message, isEphemeral: own !== undefined };
}
