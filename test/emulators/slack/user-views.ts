import type { Actor } from './actor.ts';
import { ApiError, ClientRefusal } from './api-error.ts';
import type { Answer, Delivery, Submission } from './handle.ts';
import { addTrigger, sender, toInteraction } from './new-interaction.ts';
import { answerView } from './view-answers.ts';
import { replaceView, showView } from './view-methods.ts';
import { checkView } from './view-rules.ts';
import type { View } from './wire.ts';
import type { Trigger, ViewRecord } from './world.ts';

/** @throws ClientRefusal for what the client would not send */
export async function submitView(
  actor: Actor,
  shown: View,
  answers: Readonly<Record<string, Answer>>,
): Promise<Submission> {
  const record = openView(actor, shown);
  const { view } = record;
  if (view.submit === null && view.blocks.every(({ type }) => type !== 'input'))
    throw new ClientRefusal('the window has no button to send it');
  view.state = answerView(actor, view, answers);
  const trigger = addTrigger(actor, view.id);
  const delivery = await actor.deliveries.interact('interactive', {
    type: 'view_submission',
    ...sender(actor),
    trigger_id: trigger.id,
    view: structuredClone(view),
    response_urls: [],
  });
  const result = obey({ actor, record, trigger }, delivery);
  return { ...toInteraction(actor, { trigger, hook: undefined, delivery }), ...result };
}

function openView({ world, user }: Actor, { id }: View): ViewRecord {
  const record = world.views.get(id);
  if (record === undefined || !record.isOpen) throw new ClientRefusal('the window is closed');
  if (record.userId !== user.id) throw new ClientRefusal('somebody else has this window');
  return record;
}

interface Sent {
  readonly actor: Actor;
  readonly record: ViewRecord;
  readonly trigger: Trigger;
}

type Result = Pick<Submission, 'errors' | 'outcome'>;
const result = (outcome: Result['outcome']): Result => ({ outcome, errors: undefined });

interface Order {
  readonly response_action?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: unknown;
}

/** Does with the window what the app's acknowledgement says. */
function obey(sent: Sent, { state, ackBody }: Delivery): Result {
  if (state !== 'acknowledged') return result('failed');
  const { response_action: action, errors = {}, view } = (ackBody ?? {}) as Order;
  if (action === undefined) return leave(sent);
  if (action === 'errors') return showErrors(sent, errors);
  if (action === 'clear') return clear(sent);
  if (action !== 'update' && action !== 'push')
    return mistaken(sent, `response_action ${action} is none of Slack's`);
  try {
    checkView(view);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return mistaken(sent, `the view is not shown: ${JSON.stringify(error.more)}`);
  }
  const { actor, record, trigger } = sent;
  if (action === 'update') replaceView(actor.world, record, view);
  else showView(actor.world, actor.team, { trigger, wish: view, below: record.view });
  return result(action === 'update' ? 'updated' : 'pushed');
}

function leave({ record }: Sent): Result {
  record.isOpen = false;
  return result('closed');
}

function clear({ actor, record }: Sent): Result {
  for (const other of actor.world.views.values()) {
    if (other.view.root_view_id === record.view.root_view_id) other.isOpen = false;
  }
  return result('closed');
}

function showErrors(sent: Sent, errors: Readonly<Record<string, string>>): Result {
  const inputs = sent.record.view.blocks.filter(({ type }) => type === 'input');
  const strange = Object.keys(errors).filter(
    (id) => !inputs.some(({ block_id: known }) => known === id),
  );
  if (strange.length > 0 || Object.keys(errors).length === 0)
    return mistaken(sent, `errors are for fields that are there, not for ${strange.join()}`);
  return { outcome: 'errors', errors };
}

function mistaken({ actor }: Sent, mistake: string): Result {
  actor.world.report(`view_submission: ${mistake}`);
  return result('failed');
}

export async function closeView(actor: Actor, shown: View): Promise<void> {
  const record = openView(actor, shown);
  record.isOpen = false;
  if (!record.view.notify_on_close) return;
  await actor.deliveries.interact('interactive', {
    type: 'view_closed',
    ...sender(actor),
    view: structuredClone(record.view),
    is_cleared: false,
  });
}
