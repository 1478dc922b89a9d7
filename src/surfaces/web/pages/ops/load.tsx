import type { QueueOverview } from '../../../../jobs/overview.ts';
import type { OpsView } from '../../ops/wire.ts';
import { Level, Section } from './section.tsx';

const NAMES: Readonly<Record<QueueOverview['name'], string>> = {
  prepare: 'Preparing',
  render: 'Rendering',
  deliver: 'Delivering',
};

/** How much of what Kling allows is in use, and what waits. */
export function Load({ view }: { readonly view: OpsView }) {
  const { used, total } = view.slots;
  const text = `${used} of ${total} in use`;
  return (
    <Section title="Slots at Kling" aside={text} isWide>
      <Level name="Slots at Kling" text={text} used={used} total={total} />
      <ul class="queues" aria-label="Queues">
        {view.queues.map((queue) => (
          <Queue key={queue.name} queue={queue} />
        ))}
      </ul>
    </Section>
  );
}

function Queue({ queue }: { readonly queue: QueueOverview }) {
  const { name, running, waiting, delayed } = queue;
  return (
    <li>
      <strong>{NAMES[name]}</strong>
      <span>
        <b>{running}</b> running
      </span>
      <span>
        <b>{waiting}</b> waiting
      </span>
      <span>
        <b>{delayed}</b> for later
      </span>
    </li>
  );
}
