import type { FastifyInstance } from 'fastify';
import type { Answer } from './answer.ts';
import { readImage, readSound } from './inputs.ts';
import { badValue, Refusal } from './refusal.ts';
import type { JsonBody } from './server.ts';
import type { Settings } from './settings.ts';
import { type Speech, toSpeechData } from './speech.ts';
import type { Task, WireTask } from './task.ts';
import type { TaskBook } from './task-book.ts';
import { readCreateTask, readPaging } from './task-request.ts';

const TASKS = '/v1/videos/avatar/image2video';

interface ApiDeps {
  readonly answer: Answer;
  readonly book: TaskBook;
  readonly speech: Speech;
  readonly settings: Settings;
  readonly toWire: (task: Task) => WireTask;
  readonly audioUrl: (id: string) => string;
}

/** Kling's routes, as far as an avatar needs them. */
export function addApiRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { answer, book, speech, settings, toWire, audioUrl } = deps;

  async function create(body: JsonBody) {
    const request = readCreateTask(jsonOf(body));
    const image = await readImage(request.image);
    if (image.isTooSmall && settings.smallImages === 'refuse') {
      throw badValue('image width and height must be at least 300px');
    }
    const { audio_id = '', sound_file } = request;
    const sound =
      sound_file === undefined ? await speech.soundOf(audio_id) : await readSound(sound_file);
    const task = await book.create(request, image, sound);
    const { task_id, task_status, task_info, created_at, updated_at } = toWire(task);
    return { task_id, task_status, task_info, created_at, updated_at };
  }

  server.post<{ Body: JsonBody }>(TASKS, (request, reply) => {
    const externalId = externalIdOf(request.body);
    return answer('createTask', request, reply, () => create(request.body), externalId);
  });

  server.get(TASKS, (request, reply) =>
    answer('listTasks', request, reply, async () => {
      const { pageNum, pageSize } = readPaging(request.query);
      const page = book.all().slice((pageNum - 1) * pageSize, pageNum * pageSize);
      return page.map(toWire);
    }),
  );

  server.get<{ Params: { id: string } }>(`${TASKS}/:id`, (request, reply) => {
    const { id } = request.params;
    const find = async () => {
      const task = book.find(id);
      if (task === undefined) throw badValue(`Task not found by id/external id: ${id}`);
      return toWire(task);
    };
    return answer('queryTask', request, reply, find, id);
  });

  server.post<{ Body: JsonBody }>('/v1/audio/tts', (request, reply) =>
    answer('speak', request, reply, async () => {
      const audio = await speech.speak(jsonOf(request.body));
      return toSpeechData(audio, audioUrl(audio.id));
    }),
  );
}

function jsonOf(body: JsonBody): unknown {
  if (body === undefined) throw new Refusal(1200, 'The request body is not valid JSON');
  return body.json;
}

function externalIdOf(body: JsonBody): string | undefined {
  const { external_task_id: id } = (body?.json ?? {}) as { external_task_id?: unknown };
  return typeof id === 'string' && id !== '' ? id : undefined;
}
