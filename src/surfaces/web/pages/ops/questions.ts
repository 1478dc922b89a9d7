import { unitsText } from '../../../../jobs/measures.ts';
import type { Failure, OpenJob } from '../../../../jobs/overview.ts';
import { freshMessageId } from '../shared/message-id.ts';
import type { Question } from './confirmation.tsx';
import { cancelJob, retryJob, setIntake } from './wishes.ts';

/** In which nothing has been ordered at Kling yet. */
const UNPAID: ReadonlySet<string> = new Set(['preparing', 'queued']);

export function cancelQuestion(job: OpenJob, dollarsPerUnit: number): Question {
  const cost = unitsText(job.units, job.units * dollarsPerUnit);
  return {
    title: 'Cancel this job?',
    text: UNPAID.has(job.phase)
      ? `Job ${job.id} has not been sent to Kling, so nothing is paid for it. Whoever asked for it is told.`
      : `Job ${job.id} is at Kling, which cannot stop: ${cost} are spent all the same, and the video is thrown away. Whoever asked for it is told.`,
    yes: 'Cancel the job',
    no: 'Leave it running',
    run: async () => (await cancelJob(job.id)).text,
  };
}

export function retryQuestion({ jobId }: Failure): Question {
  // One for each time that it is asked: pressed again after an unclear answer it is the same attempt.
  const messageId = freshMessageId();
  return {
    title: 'Try this job again?',
    text: `What is kept of job ${jobId} becomes a new job for whoever asked for it. It costs as much as the first, and counts against their limits.`,
    yes: 'Try again',
    no: 'Leave it',
    run: async () => (await retryJob(jobId, { messageId })).text,
  };
}

export function drainQuestion(): Question {
  return {
    title: 'Refuse new requests?',
    text: 'What has been accepted is finished. Whoever asks for something new is told to come later, until you let requests in again; also after a restart.',
    yes: 'Refuse new requests',
    no: 'Go on as before',
    run: async () => {
      await setIntake({ takesRequests: false });
      return 'New requests are refused; what runs is finished.';
    },
  };
}
