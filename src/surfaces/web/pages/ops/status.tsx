import { durationText } from '../../../../jobs/measures.ts';
import type { Check, OpsView } from '../../ops/wire.ts';
import { Icon } from '../shared/icons.tsx';
import { Section } from './section.tsx';

/** As `22 Nov 2026, 22:20`, in the time of whoever looks. */
const START = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function isReady({ checks }: OpsView): boolean {
  return Object.values(checks).every(({ ok }) => ok);
}

/** Whether the bot can do its work, and what of it cannot. */
export function Status({ view, sinceMs }: { readonly view: OpsView; readonly sinceMs: number }) {
  const startedAt = new Date(view.now - view.upMs);
  return (
    <Section title="Status">
      <p class="verdict" data-ok={isReady(view)}>
        <Icon name={isReady(view) ? 'check' : 'warning'} />
        <strong>{verdictOf(view)}</strong>
      </p>
      <ul class="checks" aria-label="Checks">
        {Object.entries(view.checks).map(([name, check]) => (
          <CheckLine key={name} name={name} check={check} />
        ))}
      </ul>
      <p class="soft">
        Up for {durationText(view.upMs + sinceMs)}, since{' '}
        <time dateTime={startedAt.toISOString()}>{START.format(startedAt)}</time>.
      </p>
      {view.isPreview && (
        <p class="note" data-kind="calm">
          No Kling account is set: the videos are previews of the sandbox, and cost nothing.
        </p>
      )}
    </Section>
  );
}

function verdictOf(view: OpsView): string {
  const broken = Object.entries(view.checks).filter(([, { ok }]) => !ok);
  if (broken.length === 0) return 'Ready';
  return `Not ready: ${broken.map(([name]) => name).join(', ')}`;
}

function CheckLine({ name, check }: { readonly name: string; readonly check: Check }) {
  return (
    <li class="check" data-ok={check.ok}>
      <Icon name={check.ok ? 'check' : 'warning'} />
      <span>
        <strong>{name}</strong>
        <span class="unseen">{check.ok ? ' is well:' : ' is not well:'}</span>{' '}
        <span class="soft">{check.detail}</span>
      </span>
    </li>
  );
}
