import type { ShownVideo } from '../../../thread/wire.ts';
import { Icon } from '../../shared/icons.tsx';
import { useNow } from '../../shared/now.ts';
import { Complaint } from '../complaint.tsx';
import type { HeardJob } from '../live/state.ts';
import { useWords } from '../words/languages.ts';
import { type JobActions, JobButtons } from './job-buttons.tsx';

/** The bot's side of a job: how it stands, then how it ended. */
export function Answer(props: {
  readonly job: HeardJob;
  readonly isNewest: boolean;
  readonly complaint: string | undefined;
  readonly actions: JobActions;
}) {
  const { job, isNewest, complaint, actions } = props;
  return (
    <div class="bubble" data-side="bot" data-ended={job.ended}>
      {job.video !== undefined && (
        <Video video={job.video} poster={job.portraitUrl} isNewest={isNewest} />
      )}
      <div class="bubble-words">
        <p class="bubble-text">
          {job.ended === 'problem' && <Icon name="warning" />}
          <span>{job.text}</span>
        </p>
        {job.ended === undefined && <Progress job={job} />}
        <JobButtons job={job} actions={actions} />
        <Complaint id={`complaint-${job.id}`} text={complaint} />
      </div>
    </div>
  );
}

/** Only the newest is begun to be loaded before it is played: a long thread may have hundreds. */
function Video(props: {
  readonly video: ShownVideo;
  readonly poster: string | undefined;
  readonly isNewest: boolean;
}) {
  const { url, width, height } = props.video;
  const { exchange } = useWords();
  return (
    // biome-ignore lint/a11y/useMediaCaption: it says what the person's own voice said, which nobody has written down
    <video
      class="video"
      src={url}
      poster={props.poster}
      width={width}
      height={height}
      style={{ '--shape': String(width / height) }}
      controls
      playsinline
      preload={props.isNewest ? 'metadata' : 'none'}
      aria-label={exchange.video}
    />
  );
}

/** Counts on between two words of the service. */
function Progress(props: { readonly job: HeardJob }) {
  const { elapsedMs, heardAt, expectedMs, fraction } = props.job;
  const { exchange, duration } = useWords();
  const sinceMs = Math.max(0, useNow(true) - heardAt);
  const leftMs =
    expectedMs === undefined || fraction === undefined ? 0 : expectedMs * (1 - fraction) - sinceMs;
  return (
    <div class="progress">
      {fraction === undefined ? (
        <progress class="bar" aria-label={exchange.progress} />
      ) : (
        <progress class="bar" aria-label={exchange.progress} value={fraction} />
      )}
      <p class="progress-times">
        <span>{exchange.elapsed(duration(elapsedMs + sinceMs))}</span>
        {leftMs > 0 && <span>{exchange.left(duration(leftMs))}</span>}
      </p>
    </div>
  );
}
