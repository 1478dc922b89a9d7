import { durationText } from '../../../../jobs/measures.ts';
import type { Failure } from '../../../../jobs/overview.ts';
import type { OpsView } from '../../ops/wire.ts';
import { Icon } from '../shared/icons.tsx';
import type { Question } from './confirmation.tsx';
import { CopyableText } from './copyable-text.tsx';
import { retryQuestion } from './questions.ts';
import { Section } from './section.tsx';

/** What went wrong, with all that it takes to look it up or to ask Kling's support. */
export function Failures(props: {
  readonly view: OpsView;
  readonly sinceMs: number;
  readonly onAsk: (question: Question) => void;
}) {
  const { view, sinceMs, onAsk } = props;
  const now = view.now + sinceMs;
  return (
    <Section title="Last failures" aside={`${view.failures.length}`} isWide>
      {view.failures.length === 0 ? (
        <p class="soft">Nothing has failed lately.</p>
      ) : (
        <ul class="failures">
          {view.failures.map((failure) => (
            <FailureCard key={failure.jobId} failure={failure} now={now} onAsk={onAsk} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function FailureCard(props: {
  readonly failure: Failure;
  readonly now: number;
  readonly onAsk: (question: Question) => void;
}) {
  const { failure, now, onAsk } = props;
  const { at, code, jobId, requestId, taskId, reason, remedy, surface, times, final } = failure;
  return (
    <li class="failure" data-final={final}>
      <p class="failure-head">
        <code class="failure-code">{code}</code>
        <time class="soft" dateTime={new Date(at).toISOString()}>
          {durationText(Math.max(0, now - at))} ago
        </time>
      </p>
      <p>{remedy}</p>
      <dl class="facts">
        <dt>Job</dt>
        <dd>
          <CopyableText name="job id" text={jobId} />
        </dd>
        {requestId !== undefined && (
          <>
            <dt>Request</dt>
            <dd>
              <CopyableText name="request id" text={requestId} />
            </dd>
          </>
        )}
        {taskId !== undefined && (
          <>
            <dt>Task</dt>
            <dd>
              <CopyableText name="task id" text={taskId} />
            </dd>
          </>
        )}
        {reason !== undefined && (
          <>
            <dt>Kling said</dt>
            <dd>{reason}</dd>
          </>
        )}
        <dt>Surface</dt>
        <dd>{surface}</dd>
        <dt>Tries</dt>
        <dd>{timesText(times, final)}</dd>
      </dl>
      {final && (
        <button
          type="button"
          class="button"
          aria-label={`Retry job ${jobId}`}
          onClick={() => onAsk(retryQuestion(failure))}
        >
          <Icon name="retry" />
          Retry
        </button>
      )}
    </li>
  );
}

function timesText(times: number, final: boolean): string {
  const failed = times === 1 ? 'failed once' : `failed ${times} times`;
  return `${failed}; ${final ? 'the job has ended by it' : 'the bot goes on trying'}`;
}
