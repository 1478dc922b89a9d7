import type { Actor } from './actor.ts';
import type { Delivery, Interaction } from './handle.ts';
import type { Message } from './wire.ts';
import type { HookRecord, Trigger } from './world.ts';

export function addTrigger({ world, team, user }: Actor, viewId?: string): Trigger {
  const number = world.ids.make('').toLowerCase();
  const trigger: Trigger = {
    id: `${number}.${team.id.slice(1)}.${world.ids.secret('trigger')}`,
    teamId: team.id,
    userId: user.id,
    madeAt: world.now(),
    viewId,
    isUsed: false,
  };
  world.triggers.set(trigger.id, trigger);
  return trigger;
}

export function addHook(
  { world, team, user }: Actor,
  channelId: string,
  origin?: Message,
): HookRecord {
  const hook: HookRecord = {
    id: world.ids.secret('hook'),
    teamId: team.id,
    userId: user.id,
    channelId,
    madeAt: world.now(),
    origin,
    responses: [],
    uses: 0,
  };
  world.hooks.set(hook.id, hook);
  return hook;
}

export const hookUrl = ({ world }: Actor, { id }: HookRecord): string =>
  `http://${world.fileHost}/hooks/${id}`;

/** What every interaction tells about where it comes from. */
export const sender = ({ world, team, user }: Actor) => ({
  token: world.app.verificationToken,
  api_app_id: world.app.id,
  team: { id: team.id, domain: team.domain },
  user: { id: user.id, name: user.name, username: user.name, team_id: team.id },
  enterprise: null,
  is_enterprise_install: false,
});

interface Parts {
  readonly trigger: Trigger;
  readonly hook: HookRecord | undefined;
  readonly delivery: Delivery;
}

export function toInteraction(actor: Actor, { trigger, hook, delivery }: Parts): Interaction {
  const { world } = actor;
  return {
    acknowledged: delivery.state === 'acknowledged',
    ackBody: delivery.ackBody,
    ackMs: delivery.ackMs ?? Number.POSITIVE_INFINITY,
    triggerId: trigger.id,
    responseUrl: hook === undefined ? undefined : hookUrl(actor, hook),
    view: () => {
      for (const { triggerId, view, isOpen } of world.views.values()) {
        if (isOpen && triggerId === trigger.id) return view;
      }
      return undefined;
    },
    responses: () => [...(hook?.responses ?? [])],
  };
}
