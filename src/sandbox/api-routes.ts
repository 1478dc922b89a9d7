import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answer } from './answer.ts';
import { authorize, type SandboxKeys } from './authorization.ts';
import type { Call, Faults } from './faults.ts';
import { readImage, readSound } from './inputs.ts';
import { badValue } from './refusal.ts';
import type { RequestLog } from './request-log.ts';
import type { ResultLinks } from './result-links.ts';
import type { Settings } from './settings.ts';
import type { Speech } from './speech.ts';
import { type Task, toWire } from './task.ts';
import type { TaskBook } from './task-book.ts';
import { readCreateTask, readPaging } from './task-request.ts';

const TASKS = '/v1/videos/avatar/image2video';

export interface ApiDeps {
  readonly book: TaskBook;
  readonly speech: Speech;
  readonly links: ResultLinks;
  readonly faults: Faults;
  readonly settings: Settings;
  readonly requestLog: RequestLog;
  readonly keys: SandboxKeys;
  readonly now: () => number;
  readonly baseUrl: () => string;
}

/** Kling's routes, as far as an avatar needs them. */
export function addApiRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { book, speech, links, faults, settings, requestLog, keys, now, baseUrl } = deps;

  const toData = (task: Task) => toWire(task, (each, kind) => links.linkOf(each.taskId, kind));

  /** Logs and lets in; Kling refuses a stranger before it looks at anything else. */
  function enter(call: Call | 'speak', request: FastifyRequest, externalId?: string): void {
    requestLog.add(call, externalId);
    authorize(request.headers.authorization, keys, now());
  }

  async function create(body: unknown) {
    const request = readCreateTask(body);
    const image = await readImage(request.image);
    if (image.isTooSmall && settings.smallImages === 'refuse') {
      throw badValue('image width and height must be at least 300px');
    }
    const { audio_id = '', sound_file } = request;
    const sound =
      sound_file === undefined ? await speech.soundOf(audio_id) : await readSound(sound_file);
    const task = await book.create(request, image, sound);
    const { task_id, task_status, task_info, created_at, updated_at } = toData(task);
    return { task_id, task_status, task_info, created_at, updated_at };
  }

  server.post(TASKS, async (request: FastifyRequest, reply: FastifyReply) => {
    enter('createTask', request, externalIdOf(request.body));
    return answer('createTask', faults, reply, () => create(request.body));
  });

  server.get(TASKS, async (request, reply) => {
    enter('listTasks', request);
    return answer('listTasks', faults, reply, async () => {
      const { pageNum, pageSize } = readPaging(request.query);
      return book
        .all()
        .slice((pageNum - 1) * pageSize, pageNum * pageSize)
        .map(toData);
    });
  });

  server.get<{ Params: { id: string } }>(`${TASKS}/:id`, async (request, reply) => {
    const { id } = request.params;
    enter('queryTask', request, id);
    return answer('queryTask', faults, reply, async () => {
      const task = book.find(id);
      if (task === undefined) throw badValue(`Task not found by id/external id: ${id}`);
      return toData(task);
    });
  });

  server.post('/v1/audio/tts', async (request) => {
    enter('speak', request);
    const { id, seconds } = await speech.speak(request.body);
    const at = now();
    const audio = { id, url: `${baseUrl()}/cdn/audio/${id}.mp3`, duration: seconds.toFixed(3) };
    return {
      ...{ code: 0, message: 'SUCCEED', request_id: request.id },
      data: {
        task_id: id,
        task_status: 'succeed',
        task_status_msg: '',
        task_result: { audios: [audio] },
        // Kling list prices: 0.05 unit a call.
        final_unit_deduction: '0.05',
        created_at: at,
        updated_at: at,
      },
    };
  });
}

function externalIdOf(body: unknown): string | undefined {
  const { external_task_id: id } = (body ?? {}) as { external_task_id?: unknown };
  return typeof id === 'string' && id !== '' ? id : undefined;
}
