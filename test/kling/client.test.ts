import { describe, expect, it } from 'vitest';
import type { KlingClientOptions } from '../../src/kling/client.ts';
import type { ExchangeFacts } from '../../src/kling/exchange.ts';
import { API_KEY, aClient, anOrder, calm, failureOf } from './a-client.ts';
import {
  html,
  JOB_ID,
  notFound,
  REQUEST_ID,
  raw,
  refusal,
  startKling,
  success,
  TASK_ID,
  task,
} from './scripted-kling.ts';

const PATH = '/v1/videos/avatar/image2video';

describe('the Kling client', () => {
  it('asks for a task by either id, with the key and nothing in the path unescaped', async () => {
    const kling = await startKling(success(task()), success(task()), notFound);
    const client = aClient(kling.url);
    expect(await client.find(TASK_ID, calm)).toMatchObject({ taskId: TASK_ID, jobId: JOB_ID });
    expect(await client.find(JOB_ID, calm)).toMatchObject({ taskId: TASK_ID, jobId: JOB_ID });
    await client.find('../a?b#c/d', calm);
    expect(kling.seen.map(({ path }) => path)).toEqual([
      `${PATH}/${TASK_ID}`,
      `${PATH}/${JOB_ID}`,
      `${PATH}/..%2Fa%3Fb%23c%2Fd`,
    ]);
    expect(kling.seen[0]?.headers.authorization).toBe(`Bearer ${API_KEY}`);
  });

  it.each(['', '/', '///'])('tolerates an address that ends with %j', async (end) => {
    const kling = await startKling(success(task()));
    await aClient(`${kling.url}${end}`).find(TASK_ID, calm);
    expect(kling.seen[0]?.path).toBe(`${PATH}/${TASK_ID}`);
  });

  it('keeps the path prefix of a gateway for every call', async () => {
    const kling = await startKling(success(task()), success(task()), success([]));
    const client = aClient(`${kling.url}/some/kling/`);
    await client.order(anOrder, calm);
    await client.find(TASK_ID, calm);
    await client.list(1, 30, calm);
    expect(kling.seen.map(({ path }) => path)).toEqual([
      `/some/kling${PATH}`,
      `/some/kling${PATH}/${TASK_ID}`,
      `/some/kling${PATH}?pageNum=1&pageSize=30`,
    ]);
  });

  it.each([
    '',
    'kling',
    'ftp://kling.example',
    'http://me:pw@kling.example',
    'http://:pw@k.example',
  ])('is not made for the address %j', (baseUrl) => {
    expect(() => aClient(baseUrl)).toThrow(expect.objectContaining({ code: 'kling/bad-address' }));
  });

  it.each([notFound, refusal(404, 1203, 'no such resource')])(
    'knows that an id is unknown to Kling (%#)',
    async (answer) => {
      const kling = await startKling(answer);
      expect(await aClient(kling.url).find(JOB_ID, calm)).toBeUndefined();
    },
  );

  it('does not take a wrong address for an unknown id', async () => {
    const kling = await startKling(html(404));
    const error = await failureOf(aClient(kling.url).find(JOB_ID, calm));
    expect(error).toMatchObject({ code: 'kling/wrong-address', meaning: 'account' });
  });

  it('does not take another task for the one it asked for', async () => {
    const other = success(task({ task_info: { external_task_id: 'discord-2' } }));
    const kling = await startKling(other, other, other);
    const error = await failureOf(aClient(kling.url).find(JOB_ID, calm));
    expect(error).toMatchObject({ code: 'kling/unreadable', meaning: 'unclear' });
  });

  it.each(['', '.', '..'])('never asks for %j, which is another place', async (id) => {
    const kling = await startKling();
    const error = await failureOf(aClient(kling.url).find(id, calm));
    expect(error.code).toBe('kling/bad-id');
    expect(kling.seen).toEqual([]);
  });

  it('lists a whole page of 500 tasks', async () => {
    const page = Array.from({ length: 500 }, (_, index) =>
      task({ task_id: `${812345678901234000n + BigInt(index)}` }),
    );
    const kling = await startKling(success(page));
    const client = aClient(kling.url);
    const views = await client.list(3, client.maxPageSize, calm);
    expect(kling.seen[0]?.path).toBe(`${PATH}?pageNum=3&pageSize=500`);
    expect(views).toHaveLength(500);
    expect(views[499]?.taskId).toBe('812345678901234499');
  });

  it('follows no redirect, which would carry the key away', async () => {
    const elsewhere = await startKling(success(task()));
    const kling = await startKling((response) => {
      response.writeHead(307, { location: `${elsewhere.url}/` });
      response.end();
    });
    const error = await failureOf(aClient(kling.url).find(TASK_ID, calm));
    expect(error).toMatchObject({ code: 'kling/wrong-address', httpStatus: 307 });
    expect(elsewhere.seen).toEqual([]);
  });

  it('reads an answer that a gateway has labelled as a page', async () => {
    const body = JSON.stringify({ code: 0, data: task() });
    const kling = await startKling(raw(200, 'text/html', body));
    expect(await aClient(kling.url).find(TASK_ID, calm)).toMatchObject({ taskId: TASK_ID });
  });

  it('tells an observer about every single request, and nothing secret', async () => {
    const facts: ExchangeFacts[] = [];
    const onExchange: KlingClientOptions['onExchange'] = (fact) => facts.push(fact);
    const kling = await startKling(html(502), success([task()]), refusal(429, 1303));
    const client = aClient(kling.url, { onExchange });
    await client.list(1, 30, calm);
    await failureOf(client.order(anOrder, calm));
    kling.stop();
    await failureOf(client.order(anOrder, calm));
    const ms = expect.any(Number);
    expect(facts).toEqual([
      { call: 'list', ms, httpStatus: 502, code: undefined, requestId: undefined },
      { call: 'list', ms, httpStatus: 200, code: 0, requestId: REQUEST_ID },
      { call: 'create', ms, httpStatus: 429, code: 1303, requestId: REQUEST_ID },
      { call: 'create', ms, problem: 'kling/unreachable' },
    ]);
  });
});
