import { refusal } from './api-error.ts';
import { deleteAsBot, editAsBot, history, messageIn, postAsBot } from './channel-messages.ts';
import { channelForBot, demand, removeChannel, toWireChannel } from './channels.ts';
import type { MessagePayload } from './message-payload.ts';
import { Bits } from './permissions.ts';
import { messageForBot } from './present.ts';
import { type Call, nothing, ok, part, type Route } from './route.ts';
import { listOf, shape } from './schema.ts';
import {
  type ChannelPatch,
  patchThread,
  startThread,
  type ThreadPayload,
  toCreatedThread,
} from './threads.ts';
import type { World } from './world.ts';

const anyChannel = shape('GuildChannelResponse', 'PrivateChannelResponse', 'ThreadResponse');
const message = shape('MessageResponse');
/** discord.js sends these with every message, also where they mean nothing. */
const ALWAYS_SENT = ['tts', 'enforce_nonce'];
const CHANNEL = '/channels/:channel';
const MESSAGES = `${CHANNEL}/messages`;
const MESSAGE = `${MESSAGES}/:message`;

export function channelRoutes(world: World): Route[] {
  const channelIn = (call: Call) => channelForBot(world, part(call, 'channel'));
  const idsIn = (call: Call) => ({
    channelId: part(call, 'channel'),
    messageId: part(call, 'message'),
  });
  return [
    {
      method: 'GET',
      path: CHANNEL,
      gives: anyChannel,
      handle: (call) => ok(toWireChannel(world, channelIn(call))),
    },
    {
      method: 'PATCH',
      path: CHANNEL,
      takes: shape('UpdateThreadRequestPartial'),
      gives: anyChannel,
      handle: (call) =>
        ok(
          toWireChannel(
            world,
            patchThread(world, part(call, 'channel'), call.body as ChannelPatch),
          ),
        ),
    },
    {
      method: 'DELETE',
      path: CHANNEL,
      gives: anyChannel,
      handle: (call) => {
        const channel = channelIn(call);
        if (channel.recipientId === undefined) {
          demand(world, channel, channel.thread ? Bits.MANAGE_THREADS : Bits.MANAGE_CHANNELS);
        }
        const gone = toWireChannel(world, channel);
        removeChannel(world, channel);
        return ok(gone);
      },
    },
    {
      method: 'GET',
      path: MESSAGES,
      gives: listOf('MessageResponse'),
      handle: (call) =>
        ok(history(world, channelIn(call), call.query).map((each) => messageForBot(world, each))),
    },
    {
      method: 'POST',
      path: MESSAGES,
      takes: shape('MessageCreateRequest'),
      gives: message,
      knownKeys: ALWAYS_SENT,
      handle: (call) => {
        const payload = call.body as MessagePayload;
        return ok(
          messageForBot(world, postAsBot(world, part(call, 'channel'), payload, call.uploads)),
        );
      },
    },
    {
      method: 'GET',
      path: MESSAGE,
      gives: message,
      handle: (call) => {
        const channel = channelIn(call);
        demand(world, channel, Bits.READ_MESSAGE_HISTORY);
        return ok(messageForBot(world, messageIn(channel, part(call, 'message'))));
      },
    },
    {
      method: 'PATCH',
      path: MESSAGE,
      takes: shape('MessageEditRequestPartial'),
      gives: message,
      knownKeys: ALWAYS_SENT,
      handle: (call) => {
        const payload = call.body as MessagePayload;
        return ok(messageForBot(world, editAsBot(world, idsIn(call), payload, call.uploads)));
      },
    },
    {
      method: 'DELETE',
      path: MESSAGE,
      handle: (call) => {
        deleteAsBot(world, part(call, 'channel'), part(call, 'message'));
        return nothing;
      },
    },
    {
      method: 'POST',
      path: `${MESSAGE}/threads`,
      takes: shape('CreateTextThreadWithMessageRequest'),
      gives: shape('CreatedThreadResponse'),
      // discord.js sends the type here as well.
      knownKeys: ['type'],
      handle: (call) => {
        const thread = startThread(world, idsIn(call), call.body as ThreadPayload);
        return { status: 201, body: toCreatedThread(world, thread) };
      },
    },
    {
      method: 'POST',
      path: `${CHANNEL}/typing`,
      handle: (call) => {
        const channel = channelIn(call);
        if (channel.thread?.archived === true) throw refusal('archived');
        if (channel.recipientId === undefined) {
          demand(
            world,
            channel,
            channel.thread ? Bits.SEND_MESSAGES_IN_THREADS : Bits.SEND_MESSAGES,
          );
        }
        return nothing;
      },
    },
  ];
}
