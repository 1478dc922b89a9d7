import { refusal } from './api-error.ts';
import { answerInteraction, type Callback, editFor, followUp } from './interaction-answers.ts';
import { interactionByToken, originalOf, ownMessage } from './interaction-records.ts';
import type { MessagePayload } from './message-payload.ts';
import { removeMessage, wholeMessage } from './present.ts';
import { type Answer, type Call, nothing, ok, part, type Route } from './route.ts';
import { shape } from './schema.ts';
import { Flag, type InteractionRecord, type World } from './world.ts';

const callback = shape(
  'ApplicationCommandAutocompleteCallbackRequest',
  'CreateMessageInteractionCallbackRequest',
  'ModalInteractionCallbackRequest',
  'PongInteractionCallbackRequest',
  'UpdateMessageInteractionCallbackRequest',
);
const message = shape('MessageResponse');
/** discord.js sends these with every message, also where they mean nothing. */
const ALWAYS_SENT = ['tts', 'enforce_nonce'];
const WEBHOOK = '/webhooks/:application/:token';
const MESSAGE = `${WEBHOOK}/messages/:message`;

export function interactionRoutes(world: World): Route[] {
  const recordIn = (call: Call) => {
    if (part(call, 'application') !== world.applicationId) throw refusal('unknownWebhook');
    return interactionByToken(world, part(call, 'token'));
  };
  const messageOf = (call: Call, record: InteractionRecord) =>
    ownMessage(world, record, part(call, 'message'));
  return [
    {
      method: 'POST',
      path: '/interactions/:interaction/:token/callback',
      takes: callback,
      gives: shape('InteractionCallbackResponse'),
      knownKeys: ALWAYS_SENT,
      isOpen: true,
      handle: (call) => {
        const ids = { id: part(call, 'interaction'), token: part(call, 'token') };
        const record = answerInteraction(world, ids, call.body as Callback, call.uploads);
        return call.query['with_response'] === 'true' ? ok(responseTo(world, record)) : nothing;
      },
    },
    {
      method: 'POST',
      path: WEBHOOK,
      takes: shape('IncomingWebhookRequestPartial'),
      gives: message,
      knownKeys: ALWAYS_SENT,
      isOpen: true,
      handle: (call): Answer => {
        const record = recordIn(call);
        const stored = followUp(world, record, call.body as MessagePayload, call.uploads);
        return ok(wholeMessage(world, stored));
      },
    },
    {
      method: 'GET',
      path: MESSAGE,
      gives: message,
      isOpen: true,
      handle: (call) => ok(wholeMessage(world, messageOf(call, recordIn(call)))),
    },
    {
      method: 'PATCH',
      path: MESSAGE,
      takes: shape('IncomingWebhookUpdateRequestPartial'),
      gives: message,
      knownKeys: ALWAYS_SENT,
      isOpen: true,
      handle: (call) => {
        const record = recordIn(call);
        const stored = messageOf(call, record);
        const payload = call.body as MessagePayload;
        editFor(world, record, stored, { payload, uploads: call.uploads });
        return ok(wholeMessage(world, stored));
      },
    },
    {
      method: 'DELETE',
      path: MESSAGE,
      isOpen: true,
      handle: (call) => {
        const record = recordIn(call);
        const stored = messageOf(call, record);
        const channel = world.channels.get(record.channelId);
        if (channel !== undefined) removeMessage(world, channel, stored);
        return nothing;
      },
    },
  ];
}

/** DD interactions/receiving-and-responding, interaction callback object. */
function responseTo(world: World, record: InteractionRecord) {
  const { id, type, channelId: channel_id, answer, originalId } = record;
  const guildId = world.channels.get(channel_id)?.guildId;
  const common = { id, type, channel_id, ...(guildId === undefined ? {} : { guild_id: guildId }) };
  if (originalId === undefined) return { interaction: common };
  const stored = originalOf(world, record);
  const interaction = {
    ...common,
    response_message_id: originalId,
    response_message_loading: (stored.wire.flags & Flag.loading) !== 0,
    response_message_ephemeral: stored.ephemeralTo !== undefined,
  };
  // The message itself comes with an answer or an update, not with a deferral.
  if (answer?.type !== 4 && answer?.type !== 7) return { interaction };
  return { interaction, resource: { type: answer.type, message: wholeMessage(world, stored) } };
}
