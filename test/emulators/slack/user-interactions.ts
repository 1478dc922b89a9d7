import { type Actor, enter, see } from './actor.ts';
import { ClientRefusal } from './api-error.ts';
import type { Interaction } from './handle.ts';
import { addMessage, newMessage } from './messages.ts';
import { addHook, addTrigger, hookUrl, sender, toInteraction } from './new-interaction.ts';
import { presentMessage } from './present.ts';
import type { Block, BlockElement, Message } from './wire.ts';
import type { ChannelRecord } from './world.ts';

type Target = Pick<Message, 'channel' | 'ts'>;

const place = ({ id, name }: ChannelRecord) => ({ id, name });
const actionTs = (actor: Actor): string => actor.world.ids.ts();

/** An entry of a message's menu. */
export async function useShortcut(
  actor: Actor,
  target: Target,
  callbackId: string,
): Promise<Interaction> {
  const { channel, message, isEphemeral } = see(actor, target);
  if (isEphemeral) throw new ClientRefusal('an ephemeral message has no menu');
  const trigger = addTrigger(actor);
  const hook = addHook(actor, channel.id, message);
  const delivery = await actor.deliveries.interact('interactive', {
    type: 'message_action',
    ...sender(actor),
    callback_id: callbackId,
    action_ts: actionTs(actor),
    trigger_id: trigger.id,
    response_url: hookUrl(actor, hook),
    message_ts: message.ts,
    channel: place(channel),
    message: presentMessage(actor.world, message),
  });
  return toInteraction(actor, { trigger, hook, delivery });
}

export async function useGlobalShortcut(actor: Actor, callbackId: string): Promise<Interaction> {
  const trigger = addTrigger(actor);
  const delivery = await actor.deliveries.interact('interactive', {
    type: 'shortcut',
    ...sender(actor),
    callback_id: callbackId,
    action_ts: actionTs(actor),
    trigger_id: trigger.id,
  });
  return toInteraction(actor, { trigger, hook: undefined, delivery });
}

export async function useSlash(
  actor: Actor,
  channelId: string,
  { command, text }: { command: string; text: string },
): Promise<Interaction> {
  const { world, team, user } = actor;
  if (!team.scopes.has('commands')) throw new ClientRefusal(`${command} is not a command here`);
  const channel = enter(actor, channelId);
  const trigger = addTrigger(actor);
  const hook = addHook(actor, channel.id);
  const delivery = await actor.deliveries.interact('slash_commands', {
    token: world.app.verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: world.app.id,
    is_enterprise_install: 'false',
    response_url: hookUrl(actor, hook),
    trigger_id: trigger.id,
  });
  showAnswer(actor, channel, delivery.ackBody);
  return toInteraction(actor, { trigger, hook, delivery });
}

/** What an app says while it acknowledges a command is shown like a response to it. */
function showAnswer(actor: Actor, channel: ChannelRecord, body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  const answer = body as { text?: string; blocks?: Block[]; response_type?: string };
  const { text, blocks } = answer;
  if (text === undefined && blocks === undefined) return;
  const { world, team, user } = actor;
  const wish = { text: text ?? '', blocks, userId: team.botUserId, bot: team };
  if (answer.response_type === 'in_channel') {
    addMessage(world, channel, wish).told.catch(() => {});
    return;
  }
  channel.ephemerals.push({ userId: user.id, message: newMessage(world, channel, wish) });
}

/** @throws ClientRefusal if there is no such button to press */
export async function pressButton(
  actor: Actor,
  target: Target,
  actionId: string,
): Promise<Interaction> {
  const { channel, message, isEphemeral } = see(actor, target);
  const { block, button } = findButton(message, actionId);
  const trigger = addTrigger(actor);
  const hook = addHook(actor, channel.id, message);
  const container = {
    type: 'message',
    message_ts: message.ts,
    channel_id: channel.id,
    is_ephemeral: isEphemeral,
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
  };
  const action = {
    type: button.type,
    action_id: actionId,
    block_id: block.block_id,
    text: button.text,
    ...(button.value === undefined ? {} : { value: button.value }),
    ...(button.style === undefined ? {} : { style: button.style }),
    action_ts: actionTs(actor),
  };
  const delivery = await actor.deliveries.interact('interactive', {
    type: 'block_actions',
    ...sender(actor),
    container,
    trigger_id: trigger.id,
    channel: place(channel),
    // Of an ephemeral message Slack tells no more than that it was there.
    ...(isEphemeral ? {} : { message: presentMessage(actor.world, message) }),
    state: { values: {} },
    response_url: hookUrl(actor, hook),
    actions: [action],
  });
  return toInteraction(actor, { trigger, hook, delivery });
}

function findButton(message: Message, actionId: string): { block: Block; button: BlockElement } {
  for (const block of message.blocks ?? []) {
    const inside = [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])];
    const button = inside.find(
      (element) => element.type === 'button' && element.action_id === actionId,
    );
    if (button !== undefined) return { block, button };
  }
  throw new ClientRefusal(`the message has no button ${actionId}`);
}
