import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../clock.ts';
import { isAbort } from '../../../errors.ts';
import type { Chat, Documents, WithScratch } from '../../../jobs/contracts.ts';
import type { Desk } from '../../../jobs/desk.ts';
import type { Intake } from '../../../jobs/intake.ts';
import { isSettled, type Job } from '../../../jobs/job.ts';
import type { LendPart } from '../../../jobs/lend-part.ts';
import type { Uploads } from '../../../jobs/uploads.ts';
import type { ProgressView } from '../../../jobs/view.ts';
import type { Log } from '../../../log.ts';
import type { Access } from '../access.ts';
import type { Routes } from '../http-server.ts';
import { draftRoutes } from './draft-routes.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { fileRoutes } from './file-routes.ts';
import { jobRoutes } from './job-routes.ts';
import type { Parts } from './parts.ts';
import { openRateLimits } from './rate-limits.ts';
import { answerWireError } from './refusals.ts';
import { sampleRoutes } from './sample-routes.ts';
import { createSamples, type SampleFiles } from './samples.ts';
import { shownDraft } from './shown-draft.ts';
import { shownJob } from './shown-job.ts';
import { createStreams } from './streams.ts';
import { createThread } from './thread.ts';
import { threadRoutes } from './thread-routes.ts';
import { createWebChat } from './web-chat.ts';

const DAY_MS = 86_400_000;

export interface WebOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program stops. */
  readonly signal: AbortSignal;
  /** Whether videos are previews of the sandbox. */
  readonly isPreview: boolean;
  readonly samples: SampleFiles;
  readonly publicUrl?: string | undefined;
}

export interface WebGround {
  /** A namespace of its own, which only this surface reads. */
  documents(namespace: string): Documents;
}

/** What the page needs of the rest of the service. */
export interface WebNeeds {
  readonly access: Access;
  readonly uploads: Uploads;
  readonly lendPart: LendPart;
  readonly withScratch: WithScratch;
  readonly intake: Pick<Intake, 'isOpen' | 'onChange'>;
}

/** The bot on a page of its own. */
export interface WebSurface {
  /** The threads, ready to post to. */
  readonly chat: Chat;
  /** The service's side of the page. Whatever happens to jobs before is in their records. */
  routes(desk: Desk, needs: WebNeeds): Routes;
  /** Ends the streams. */
  close(): Promise<void>;
}

export function createWeb(given: WebOptions, ground: WebGround): WebSurface {
  const closing = new AbortController();
  const options = { ...given, signal: AbortSignal.any([given.signal, closing.signal]) };
  const streams = createStreams();
  let onShown: (job: Job, view: ProgressView) => Promise<void> = async () => undefined;

  function tellJob(job: Job, view: ProgressView): void {
    streams.tell(job.person.id, (tell, language) => {
      if (job.deletedAt === undefined) tell('job', shownJob(job, view, language));
      else tell('gone', { id: job.id });
    });
  }

  return {
    chat: createWebChat(async (job, view) => {
      tellJob(job, view);
      await onShown(job, view);
    }),
    routes: (desk, needs) => {
      const { uploads, intake } = needs;
      const { clock, log, signal, publicUrl } = options;
      const drafts = createDrafts({
        ...{ desk, uploads, clock },
        documents: ground.documents('web-draft'),
      });
      const documents = ground.documents('web-sample');
      const samples = createSamples({ files: options.samples, documents, uploads });
      const { isPreview } = options;
      const { isOpen: takesRequests } = intake;
      const thread = createThread({ desk, drafts, samples, isPreview, takesRequests });
      onShown = tidyingUp(drafts);
      intake.onChange((open) => {
        streams.tellAll((tell) => tell('intake', { takesRequests: open }));
      });
      sweepDaily(drafts, options);
      const parts: Omit<Parts, 'limits'> = {
        ...{ ...needs, desk, thread, drafts, samples, streams, clock, log, signal },
        tellDraft: (personId, draft) => {
          streams.tell(personId, (tell) => tell('draft', shownDraft(draft)));
        },
        isTls: publicUrl?.startsWith('https:') ?? false,
      };
      return (server) => addRoutes(server, needs.access, parts);
    },
    close: async () => {
      closing.abort();
      streams.close();
    },
  };
}

async function addRoutes(
  server: FastifyInstance,
  access: Access,
  given: Omit<Parts, 'limits'>,
): Promise<void> {
  // Before all that costs anything, and before a stranger is counted.
  server.addHook('onRequest', access.toApi);
  server.setErrorHandler(answerWireError(given.log));
  await server.register(cookie);
  const parts: Parts = { ...given, limits: await openRateLimits(server) };
  threadRoutes(server, parts);
  sampleRoutes(server, parts);
  jobRoutes(server, parts);
  fileRoutes(server, parts);
  await draftRoutes(server, parts);
}

/** Lets go of the uploads of a job once it has copies of its own, or has ended. */
function tidyingUp(drafts: Drafts): (job: Job) => Promise<void> {
  const tidied = new Set<Job['id']>();
  return async (job) => {
    const { portrait, clip } = job.sources;
    const isMade = job.portrait !== undefined || isSettled(job);
    if (!isMade || ![portrait, clip].some(({ kind }) => kind === 'ready')) return;
    if (!tidied.has(job.id)) await drafts.tidy(job.person.id);
    // Shown many times until it is done, and once after.
    if (job.state.kind === 'done') tidied.delete(job.id);
    else tidied.add(job.id);
  };
}

/** What a crash has left, and what nobody has come back to. */
function sweepDaily(
  drafts: Drafts,
  { clock, log, signal }: Pick<WebOptions, 'clock' | 'log' | 'signal'>,
): void {
  async function keepSweeping(): Promise<void> {
    while (!signal.aborted) {
      await drafts.sweep().catch((error: unknown) => log.error({ err: error }, 'web.not-swept'));
      await clock.sleep(DAY_MS, signal);
    }
  }
  keepSweeping().catch((error: unknown) => {
    if (!isAbort(error)) log.error({ err: error }, 'web.not-swept');
  });
}
