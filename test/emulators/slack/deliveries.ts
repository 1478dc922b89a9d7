import type { Delivery } from './handle.ts';
import type { Transport } from './transport.ts';
import type { TeamRecord, World } from './world.ts';

type Open = { -readonly [Name in keyof Delivery]: Delivery[Name] };

/** Slack's own; a shorter wait in a test is no promise to the app. */
const ACK_MS = 3_000;

export interface Deliveries {
  readonly all: readonly Delivery[];
  readonly unacknowledged: readonly Delivery[];
  /** Resolves when it was acknowledged or given up. */
  interact(
    kind: 'interactive' | 'slash_commands',
    payload: Record<string, unknown>,
  ): Promise<Delivery>;
  tell(team: TeamRecord, events: readonly Record<string, unknown>[]): Promise<void>;
  settled(): Promise<void>;
}

export function createDeliveries(
  world: World,
  transport: Transport,
  isRealTime: boolean,
): Deliveries {
  const all: Open[] = [];
  const unacknowledged: Open[] = [];
  const underWay = new Set<Promise<unknown>>();
  const carrier: Carrier = { world, transport, isRealTime };

  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    const done = () => underWay.delete(work);
    work.then(done, done);
    return work;
  };
  const start = (kind: Delivery['kind'], payload: Record<string, unknown>): Promise<Open> => {
    const delivery = newDelivery(kind, payload);
    all.push(delivery);
    return track(
      deliver(carrier, delivery).then(() => {
        if (delivery.state === 'given-up') unacknowledged.push(delivery);
        return delivery;
      }),
    );
  };
  const tellAll = async (bodies: readonly Record<string, unknown>[]): Promise<void> => {
    const sent: Promise<unknown>[] = [];
    for (const body of bodies) {
      const delivery = start('events_api', body);
      sent.push(delivery);
      if (transport.isOneByOne) await delivery;
    }
    await Promise.all(sent);
  };
  return {
    all,
    unacknowledged,
    interact: start,
    tell: (team, events) =>
      team.isInstalled
        ? track(tellAll(events.map((event) => bodyOf(world, team, event))))
        : Promise.resolve(),
    settled: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

interface Carrier {
  readonly world: World;
  readonly transport: Transport;
  readonly isRealTime: boolean;
}

function newDelivery(kind: Delivery['kind'], payload: Record<string, unknown>): Open {
  const { event } = payload as { event?: { type: string } };
  const type = String(event?.type ?? payload['type'] ?? payload['command']);
  return {
    kind,
    payload,
    type,
    attempts: 0,
    state: 'waiting',
    ackBody: undefined,
    ackMs: undefined,
  };
}

async function deliver(carrier: Carrier, delivery: Open): Promise<void> {
  const { events } = carrier.world;
  const isEvent = delivery.kind === 'events_api';
  if (!(await tryUntilHeard(carrier, delivery, isEvent ? events.retries : 0))) return;
  // Slack repeats now and then what it has been told is there.
  for (let copy = 1; isEvent && copy < events.times; copy += 1) {
    await attempt(carrier, delivery, { retry: copy, reason: 'http_timeout' });
  }
}

async function tryUntilHeard(carrier: Carrier, delivery: Open, retries: number): Promise<boolean> {
  let reason = '';
  for (let retry = 0; retry <= retries; retry += 1) {
    const outcome = await attempt(carrier, delivery, { retry, reason });
    if (outcome.type === 'acknowledged') return true;
    reason = outcome.reason;
    if (outcome.isFinal === true) break;
  }
  delivery.state = 'given-up';
  return false;
}

async function attempt(
  { world, transport, isRealTime }: Carrier,
  delivery: Open,
  { retry, reason }: { retry: number; reason: string },
) {
  const { kind, payload, type } = delivery;
  let sentAt = world.now();
  const onSent = () => {
    sentAt = world.now();
    delivery.attempts += 1;
    if (delivery.state === 'waiting') delivery.state = 'sent';
  };
  const patienceMs = world.events.redeliverAfterMs;
  const outcome = await transport.attempt({ kind, payload, retry, reason, patienceMs, onSent });
  const ms = world.now() - sentAt;
  if (outcome.type === 'acknowledged' && delivery.state !== 'acknowledged') {
    delivery.state = 'acknowledged';
    delivery.ackBody = outcome.body;
    delivery.ackMs = ms;
  }
  if (isRealTime && ms >= ACK_MS) world.report(`${type} was not acknowledged within 3 s`);
  return outcome;
}

/** What Slack puts around every event. */
function bodyOf(
  world: World,
  team: TeamRecord,
  event: Record<string, unknown>,
): Record<string, unknown> {
  const bot = { team_id: team.id, user_id: team.botUserId, is_bot: true };
  return {
    token: world.app.verificationToken,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: world.app.id,
    event,
    type: 'event_callback',
    event_id: world.ids.make('Ev'),
    event_time: Math.floor(world.now() / 1_000),
    authorizations: [{ enterprise_id: null, ...bot, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    event_context: world.ids.make('4-'),
  };
}
