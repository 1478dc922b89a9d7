import type { Chat } from '../../src/jobs/contracts.ts';

/** One chat in front of several, for jobs that know one: it finds out whose job it is. */
export function createEachChat(chatOf: (surface: string) => Chat): Chat {
  return {
    // Discord names files by their links, Slack by ids.
    fetchAttachment: (part, attachment, output, signal) => {
      const chat = chatOf(attachment.address.includes('://') ? 'discord' : 'slack');
      return chat.fetchAttachment(part, attachment, output, signal);
    },
    progressEveryMs: (elapsedMs) => chatOf('slack').progressEveryMs(elapsedMs),
    showProgress: (job, view) => chatOf(job.thread.surface).showProgress(job, view),
    findPost: (job, signal) => chatOf(job.thread.surface).findPost(job, signal),
    maxUploadBytes: (job) => chatOf(job.thread.surface).maxUploadBytes(job),
    postVideo: (job, ...rest) => chatOf(job.thread.surface).postVideo(job, ...rest),
    postNotice: (job, ...rest) => chatOf(job.thread.surface).postNotice(job, ...rest),
  };
}
