import { durationText, unitsText } from '../../../../jobs/measures.ts';
import type { OpenJob } from '../../../../jobs/overview.ts';
import type { OpsView } from '../../ops/wire.ts';
import type { Question } from './confirmation.tsx';
import { cancelQuestion } from './questions.ts';
import { PersonName, Section } from './section.tsx';

interface Props {
  readonly view: OpsView;
  readonly sinceMs: number;
  readonly onAsk: (question: Question) => void;
}

/** Everything that is not over. A table where there is room for one, else a card for each job. */
export function OpenJobs(props: Props) {
  const { open, openTotal } = props.view;
  const shown =
    openTotal > open.length ? `the oldest ${open.length} of ${openTotal}` : `${openTotal}`;
  return (
    <Section title="Open jobs" aside={shown} isWide>
      {open.length === 0 ? <p class="soft">Nothing is running.</p> : <JobTable {...props} />}
    </Section>
  );
}

function JobTable({ view, sinceMs, onAsk }: Props) {
  return (
    <table class="table jobs">
      <thead>
        <tr>
          {['Job', 'Phase', 'Age', 'Person', 'Mode', 'Cost'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {view.open.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            sinceMs={sinceMs}
            dollarsPerUnit={view.dollarsPerUnit}
            onAsk={onAsk}
          />
        ))}
      </tbody>
    </table>
  );
}

function JobRow(props: {
  readonly job: OpenJob;
  readonly sinceMs: number;
  readonly dollarsPerUnit: number;
  readonly onAsk: (question: Question) => void;
}) {
  const { job, sinceMs, dollarsPerUnit, onAsk } = props;
  return (
    <tr>
      <th scope="row">
        <code>{job.id}</code>
      </th>
      <td data-title="Phase">{phaseText(job)}</td>
      <td data-title="Age">{durationText(job.ageMs + sinceMs)}</td>
      <td data-title="Person">
        <PersonName person={job.person} />
      </td>
      <td data-title="Mode">{job.mode}</td>
      <td data-title="Cost">{costText(job, dollarsPerUnit)}</td>
      <td class="row-actions">
        {job.canCancel && (
          <button
            type="button"
            class="button"
            data-kind="bad"
            aria-label={`Cancel job ${job.id}`}
            onClick={() => onAsk(cancelQuestion(job, dollarsPerUnit))}
          >
            Cancel
          </button>
        )}
      </td>
    </tr>
  );
}

function phaseText({ phase, position }: OpenJob): string {
  return position === undefined ? phase : `${phase}, no. ${position} in line`;
}

/** What it will cost is known once the clip has been measured. */
function costText({ phase, units }: OpenJob, dollarsPerUnit: number): string {
  return phase === 'preparing' ? 'not known yet' : unitsText(units, units * dollarsPerUnit);
}
