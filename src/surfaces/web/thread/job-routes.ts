import type { FastifyInstance, FastifyRequest } from 'fastify';
import { avatar } from '../../../../commands/avatar.ts';
import { cancel } from '../../../../commands/cancel.ts';
import type { Caller, CommandReply } from '../../../../commands/command.ts';
import { deletion } from '../../../../commands/delete.ts';
import { retry } from '../../../../commands/retry.ts';
import type { Job, Person, ReadyFile } from '../../../jobs/job.ts';
import { type Language, repliesIn } from '../../../jobs/locales.ts';
import { ProblemError } from '../../../jobs/problem.ts';
import { HttpRefusal } from '../http-refusal.ts';
import type { Draft } from './drafts.ts';
import { languageFor } from './language.ts';
import { findOwn, newJobIdOf } from './own-jobs.ts';
import type { Parts } from './parts.ts';
import { personOf, threadOf } from './person.ts';
import { newJobShape, newRetryShape, readJson } from './request-shape.ts';
import type { Answer, Part, ShownJob } from './wire.ts';

interface OfJob {
  Params: { readonly id: string };
}

/** What a visitor can ask for, by the commands that every surface has. */
export function jobRoutes(server: FastifyInstance, parts: Parts): void {
  const { desk, thread, drafts, limits, tellDraft } = parts;
  const route = { onRequest: limits.writes };

  /** Answers with a job that was made of the draft; the same message twice gets the same one. */
  async function send(
    { person, locale }: WebCaller,
    make: (draft: Draft) => Promise<Job>,
  ): Promise<ShownJob> {
    const job = await drafts.send(person.id, make);
    tellDraft(person.id, await drafts.get(person.id));
    if (job.deletedAt === undefined) return thread.job(job, locale);
    throw new HttpRefusal(409, 'job/deleted', repliesIn(locale).deletedBefore(job.id));
  }

  server.post('/api/jobs', route, (request): Promise<ShownJob> => {
    const caller = callerOf(request);
    const { messageId, prompt, mode } = readJson(request, newJobShape);
    const newJobId = newJobIdOf(caller.person, messageId);
    return send(caller, async (draft) => {
      // Of a request whose answer was lost: its files have left the draft.
      const known = await desk.find(newJobId);
      if (known !== undefined) return known;
      const [portrait, clip] = [chosen(draft, 'portrait'), chosen(draft, 'clip')];
      return jobIn(await avatar.run(desk, caller, { newJobId, portrait, clip, prompt, mode }));
    });
  });

  server.post<OfJob>('/api/jobs/:id/retry', route, async (request): Promise<ShownJob> => {
    const caller = callerOf(request);
    const { messageId, replace = [], ...changes } = readJson(request, newRetryShape);
    const { id: jobId } = await findOwn(desk, caller.person, request.params.id, caller.locale);
    const newJobId = newJobIdOf(caller.person, messageId);
    return send(caller, async (draft) => {
      const known = await attemptAskedBy(newJobId, caller.person);
      if (known !== undefined) return known;
      const files = Object.fromEntries(replace.map((part) => [part, chosen(draft, part)]));
      return jobIn(await retry.run(desk, caller, { jobId, newJobId, ...changes, ...files }));
    });
  });

  async function attemptAskedBy(messageId: string, person: Person): Promise<Job | undefined> {
    return (await desk.recentOf(person)).find((job) => job.messageId === messageId);
  }

  server.post<OfJob>('/api/jobs/:id/cancel', route, async (request): Promise<Answer> => {
    const caller = callerOf(request);
    const { id: jobId } = await findOwn(desk, caller.person, request.params.id, caller.locale);
    return answerOf(await cancel.run(desk, caller, { jobId }));
  });

  server.delete<OfJob>('/api/jobs/:id', route, async (request): Promise<Answer> => {
    const caller = callerOf(request);
    const { id: jobId } = await findOwn(desk, caller.person, request.params.id, caller.locale);
    const answer = answerOf(await deletion.run(desk, caller, { jobId }));
    // An upload may have been kept for another try.
    await drafts.tidy(caller.person.id);
    return answer;
  });
}

type WebCaller = Caller & { readonly locale: Language };

/** @throws HttpRefusal 401 */
function callerOf(request: FastifyRequest): WebCaller {
  const person = personOf(request);
  const locale = languageFor(request);
  return { person, thread: threadOf(person), locale, moderates: () => false };
}

/** @throws ProblemError `source/missing` */
function chosen(draft: Draft, part: Part): ReadyFile {
  const { file } = draft[part] ?? {};
  if (file === undefined) throw new ProblemError({ code: 'source/missing', part });
  return file;
}

function jobIn(reply: CommandReply): Job {
  if (reply.ok && reply.job !== undefined) return reply.job;
  throw refused(reply);
}

function answerOf(reply: CommandReply): Answer {
  if (reply.ok) return { text: reply.text };
  throw refused(reply);
}

/** What stands against it now need not do so later. */
function refused({ text, problem }: CommandReply): Error {
  if (problem !== undefined) return new ProblemError(problem);
  return new HttpRefusal(409, 'request/refused', text);
}
