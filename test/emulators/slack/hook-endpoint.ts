import { ApiError } from './api-error.ts';
import type { Args } from './call.ts';
import { readContent } from './content.ts';
import type { Answer, Endpoint } from './exchange.ts';
import { addMessage, changeMessage, newMessage, removeMessage } from './messages.ts';
import type { Message } from './wire.ts';
import {
  type ChannelRecord,
  channelOf,
  findMessage,
  type HookRecord,
  teamOf,
  type World,
} from './world.ts';

const HOOK_USES = 5;
const HOOK_MS = 1_800_000;

/** The response_url of an interaction: it needs no token and no membership, but wears out. */
export function hookEndpoint(world: World): Endpoint {
  return {
    api: () => 'hook',
    work: ({ params, args }) => {
      const hook = world.hooks.get(params['id'] ?? '');
      if (hook === undefined) return refuse('no_such_hook');
      const answer = use(world, hook, args);
      hook.responses.push({ body: { ...args }, at: world.now(), status: answer.status });
      return answer;
    },
  };
}

const refuse = (error: string): Answer => ({ status: 404, body: { ok: false, error } });

function use(world: World, hook: HookRecord, args: Args): Answer {
  if (world.now() - hook.madeAt > HOOK_MS) return refuse('expired_url');
  if (hook.uses >= HOOK_USES) return refuse('used_url');
  hook.uses += 1;
  try {
    respond(world, hook, args);
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: 400, body: { ok: false, error: error.error, ...error.more } };
  }
}

function respond(world: World, hook: HookRecord, args: Args): void {
  const team = teamOf(world, hook.teamId);
  const channel = channelOf(world, hook.channelId);
  if (args['delete_original'] === true) {
    deleteOriginal(world, hook, channel);
    return;
  }
  const { text = '', blocks } = readContent({ world, team, args }, 'response_url');
  const { origin } = hook;
  if (args['replace_original'] === true && origin !== undefined) {
    changeOriginal(world, channel, origin, { text, blocks });
    return;
  }
  const threadTs = typeof args['thread_ts'] === 'string' ? args['thread_ts'] : undefined;
  const wish = { text, blocks, userId: team.botUserId, bot: team, threadTs };
  if (args['response_type'] === 'in_channel') {
    addMessage(world, channel, wish).told.catch(() => {});
    return;
  }
  const message = newMessage(world, channel, wish);
  channel.ephemerals.push({ userId: hook.userId, message });
}

const isEphemeral = (channel: ChannelRecord, message: Message): boolean =>
  channel.ephemerals.some((each) => each.message === message);

function changeOriginal(
  world: World,
  channel: ChannelRecord,
  origin: Message,
  change: { text: string; blocks: Message['blocks'] },
): void {
  if (isEphemeral(channel, origin)) {
    origin.text = change.text;
    if (change.blocks === undefined) delete origin.blocks;
    else origin.blocks = change.blocks;
    return;
  }
  if (findMessage(channel, origin.ts) === undefined) throw new ApiError('message_not_found');
  changeMessage(world, channel, origin, change).catch(() => {});
}

function deleteOriginal(world: World, { origin }: HookRecord, channel: ChannelRecord): void {
  if (origin === undefined) throw new ApiError('message_not_found');
  const index = channel.ephemerals.findIndex(({ message }) => message === origin);
  if (index >= 0) channel.ephemerals.splice(index, 1);
  else removeMessage(world, channel, origin).catch(() => {});
}
