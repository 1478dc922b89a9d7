import { ApiError } from './api-error.ts';
import { type Call, type Method, needed, nested, text } from './call.ts';
import { nameBlocks } from './messages.ts';
import { checkView } from './view-rules.ts';
import type { Block, TextObject, View } from './wire.ts';
import type { TeamRecord, Trigger, ViewRecord, World } from './world.ts';

const TRIGGER_MS = 3_000;
const MAX_STACK = 3;

export const viewMethods: readonly Method[] = [
  {
    name: 'views.open',
    takes: ['trigger_id', 'interactivity_pointer', 'view'],
    tier: 4,
    handle: ({ world, team, args }) => {
      const wish = nested(args, 'view', 'invalid_arguments');
      const trigger = findTrigger(world, team, needed(args, 'trigger_id', 'invalid_trigger_id'));
      checkView(wish);
      trigger.isUsed = true;
      return { view: structuredClone(showView(world, team, { trigger, wish }).view) };
    },
  },
  {
    name: 'views.push',
    takes: ['trigger_id', 'interactivity_pointer', 'view'],
    tier: 4,
    handle: (call) => push(call),
  },
  {
    name: 'views.update',
    takes: ['view_id', 'external_id', 'hash', 'view'],
    tier: 4,
    handle: update,
  },
];

function findTrigger(world: World, team: TeamRecord, id: string): Trigger {
  const trigger = world.triggers.get(id);
  if (trigger === undefined || trigger.teamId !== team.id) throw new ApiError('invalid_trigger_id');
  if (trigger.isUsed) throw new ApiError('exchanged_trigger_id');
  if (world.now() - trigger.madeAt > TRIGGER_MS) throw new ApiError('expired_trigger_id');
  return trigger;
}

interface NewView {
  readonly trigger: Pick<Trigger, 'id' | 'userId'>;
  readonly wish: Record<string, unknown>;
  readonly below?: View;
}

export function showView(
  world: World,
  team: TeamRecord,
  { trigger, wish, below }: NewView,
): ViewRecord {
  const id = world.ids.make('V');
  const places = { root_view_id: below?.root_view_id ?? id, previous_view_id: below?.id ?? null };
  const view: View = {
    ...fillIn(world, wish),
    ...places,
    id,
    team_id: team.id,
    bot_id: team.botId,
  };
  const record = { triggerId: trigger.id, userId: trigger.userId, view, isOpen: true };
  world.views.set(id, record);
  return record;
}

type Filled = Omit<View, 'id' | 'team_id' | 'bot_id' | 'root_view_id' | 'previous_view_id'>;

/** What Slack adds to the view that an app wrote. */
function fillIn(world: World, wish: Record<string, unknown>): Filled {
  const part = <T>(name: string): T | null => (wish[name] ?? null) as T | null;
  return {
    type: 'modal',
    app_id: world.app.id,
    callback_id: part<string>('callback_id') ?? '',
    private_metadata: part<string>('private_metadata') ?? '',
    external_id: part<string>('external_id') ?? '',
    title: wish['title'] as TextObject,
    submit: part('submit'),
    close: part('close'),
    blocks: nameBlocks(world, wish['blocks'] as Block[]),
    state: { values: {} },
    hash: `${world.ids.ts()}.${world.ids.make('h')}`,
    clear_on_close: wish['clear_on_close'] === true,
    notify_on_close: wish['notify_on_close'] === true,
  };
}

function push({ world, team, args }: Call): Record<string, unknown> {
  const wish = nested(args, 'view', 'invalid_arguments');
  const trigger = findTrigger(world, team, needed(args, 'trigger_id', 'invalid_trigger_id'));
  const below = world.views.get(trigger.viewId ?? '');
  if (below === undefined || !below.isOpen) throw new ApiError('not_found');
  checkView(wish);
  if (depthOf(world, below.view) >= MAX_STACK) throw new ApiError('push_limit_reached');
  trigger.isUsed = true;
  const shown = showView(world, team, { trigger, wish, below: below.view });
  return { view: structuredClone(shown.view) };
}

function depthOf(world: World, { root_view_id: root }: View): number {
  const stack = [...world.views.values()].filter(
    ({ view, isOpen }) => isOpen && view.root_view_id === root,
  );
  return stack.length;
}

function update({ world, team, args }: Call): Record<string, unknown> {
  const wish = nested(args, 'view', 'invalid_arguments');
  const record = findView(world, team, args);
  checkView(wish);
  const hash = text(args, 'hash');
  if (hash !== undefined && hash !== record.view.hash) throw new ApiError('hash_conflict');
  replaceView(world, record, wish);
  return { view: structuredClone(record.view) };
}

function findView(world: World, team: TeamRecord, args: Call['args']): ViewRecord {
  const id = text(args, 'view_id');
  const externalId = text(args, 'external_id');
  for (const record of world.views.values()) {
    const { view, isOpen } = record;
    if (!isOpen || view.team_id !== team.id) continue;
    if (view.id === id || (externalId !== undefined && view.external_id === externalId))
      return record;
  }
  throw new ApiError('not_found');
}

/** The same window with other content; what was typed stays, as on a person's screen. */
export function replaceView(world: World, record: ViewRecord, wish: Record<string, unknown>): void {
  const { state } = record.view;
  record.view = { ...record.view, ...fillIn(world, wish), state };
}
