import { describe, expect, it } from 'vitest';
import { readTask, readTasks, toStatus } from '../../src/kling/schema.ts';
import { JOB_ID, TASK_ID, task } from './scripted-kling.ts';

const LINK = 'https://v1-kling.example/video.mp4?sign=made-up';
const done = (changes: Record<string, unknown> = {}) =>
  task({
    task_status: 'succeed',
    task_result: { videos: [{ id: 'v1', url: LINK, duration: '12.27' }] },
    ...changes,
  });

describe('a task', () => {
  it.each([
    ['submitted', 'waiting'],
    ['processing', 'rendering'],
    ['succeed', 'succeeded'],
    ['succeeded', 'succeeded'],
    ['Succeed', 'succeeded'],
    ['failed', 'failed'],
    ['paused', 'unrecognised'],
    ['', 'unrecognised'],
  ])('in status %j is %s', (word, status) => {
    expect(toStatus(word)).toBe(status);
  });

  it('keeps its id of 18 digits to the last one', () => {
    expect(readTask(task(), false)).toEqual({ taskId: TASK_ID, jobId: JOB_ID, status: 'waiting' });
  });

  it.each([812345678901, '', null, undefined])('with the id %j is not a task', (id) => {
    expect(readTask(task({ task_id: id }), false)).toBeUndefined();
  });

  it.each([undefined, null, [], 'text', 7])('is not %j', (data) => {
    expect(readTask(data, false)).toBeUndefined();
  });

  it('gives link and price once it is done', () => {
    expect(readTask(done({ final_unit_deduction: '4.4' }), false)).toEqual({
      taskId: TASK_ID,
      jobId: JOB_ID,
      status: 'succeeded',
      videoUrl: LINK,
      chargedUnits: 4.4,
    });
  });

  it.each(['', 'free', '-1', null, {}])('has no price when Kling says %j', (units) => {
    expect(readTask(done({ final_unit_deduction: units }), false)).not.toHaveProperty(
      'chargedUnits',
    );
  });

  it.each([
    undefined,
    null,
    {},
    { videos: [] },
    { videos: null },
    { videos: [{ url: '' }] },
    { videos: [{ id: 'v1' }] },
    { videos: [null] },
  ])('is not done while its result is %j', (result) => {
    const view = readTask(done({ task_result: result }), false);
    expect(view).toMatchObject({ status: 'unrecognised', reason: 'done, but no link' });
    expect(view).not.toHaveProperty('videoUrl');
  });

  it('gives the marked video only to who asked for it', () => {
    const videos = [{ url: LINK, watermark_url: 'https://v1-kling.example/marked.mp4' }];
    const both = done({ task_result: { videos } });
    expect(readTask(both, false)?.videoUrl).toBe(LINK);
    expect(readTask(both, true)?.videoUrl).toBe('https://v1-kling.example/marked.mp4');
    expect(readTask(done(), true)?.videoUrl).toBe(LINK);
  });

  it('tells refused content from other failures', () => {
    const failed = (words: string) =>
      readTask(task({ task_status: 'failed', task_status_msg: words }), false);
    expect(failed('Failure to pass the risk control system')).toMatchObject({
      status: 'failed',
      reason: 'Failure to pass the risk control system',
      contentRefused: true,
    });
    expect(failed('Image pixel is invalid')?.contentRefused).toBe(false);
    expect(failed('')).toEqual({ taskId: TASK_ID, jobId: JOB_ID, status: 'failed' });
  });

  it('tells an unknown status in its own word, without what may be hidden in it', () => {
    expect(readTask(task({ task_status: 'paused' }), false)?.reason).toBe('status "paused"');
    expect(readTask(task({ task_status: LINK }), false)?.reason).toBe('status "[link]"');
  });

  it.each([null, {}, { external_task_id: '' }, 'x'])('has no job id in %j', (info) => {
    expect(readTask(task({ task_info: info }), false)).not.toHaveProperty('jobId');
  });
});

describe('a page of tasks', () => {
  it('does not lose the others over one that cannot be read', () => {
    const page = [task({ task_id: 1 }), task(), null];
    expect(readTasks(page, false)).toHaveLength(1);
  });

  it('is empty when Kling sends nothing, and no page when nothing in it can be read', () => {
    expect(readTasks(null, false)).toEqual([]);
    expect(readTasks([], false)).toEqual([]);
    expect(readTasks([{}, 1], false)).toBeUndefined();
    expect(readTasks({ task_id: '1' }, false)).toBeUndefined();
  });
});
