import type { Clock } from '../../src/clock.ts';
import type {
  Blobs,
  Chat,
  Claims,
  Documents,
  Media,
  VideoMaker,
} from '../../src/jobs/contracts.ts';

/** The call to the outside at which a life stops, just before or just after it took effect. */
export interface StopPoint {
  /** Its number, or the name of the first one to be called so. */
  readonly call: number | string;
  readonly at: 'before' | 'after';
}

/**
 * One run of the bot's process, seen at its calls to the outside. Stopped, nothing of it goes on and
 * nothing that it asked for ever answers: a kill -9, or a pause for as long as nobody calls `resume`.
 */
export interface Life {
  /** Calls until now, by name. */
  readonly calls: readonly string[];
  readonly stopped: boolean;
  resume(): void;
  /** Makes one call of this life. */
  call<T>(name: string, effect: () => T | Promise<T>): Promise<T>;
  /** Lets `value` through once the life goes on. */
  goOn(): Promise<void>;
}

export function createLife(stopPoint?: StopPoint): Life {
  const calls: string[] = [];
  let stopped = false;
  let resume: () => void = () => undefined;
  let going = Promise.resolve();

  const stop = () => {
    stopped = true;
    going = new Promise((resolve) => {
      resume = () => {
        stopped = false;
        resolve();
      };
    });
  };

  return {
    calls,
    get stopped() {
      return stopped;
    },
    resume: () => resume(),
    goOn: () => going,
    call: async (name, effect) => {
      if (stopped) await going;
      calls.push(name);
      const isMeant =
        stopPoint?.call === calls.length ||
        (stopPoint?.call === name && calls.indexOf(name) === calls.length - 1);
      const isStop = (at: StopPoint['at']) => isMeant && stopPoint?.at === at;
      const stopsAfter = isStop('after');
      if (isStop('before')) stop();
      await going;
      const outcome = await settle(effect);
      if (stopsAfter) stop();
      await going;
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    },
  };
}

async function settle<T>(effect: () => T | Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await effect() };
  } catch (error) {
    return { error };
  }
}

/** The ports as that life has them. */
export function clockOf(life: Life, clock: Clock): Clock {
  return {
    now: clock.now,
    sleep: async (ms, signal) => {
      const outcome = await settle(() => clock.sleep(ms, signal));
      await life.goOn();
      if ('error' in outcome) throw outcome.error;
    },
  };
}

export function documentsOf(life: Life, name: string, documents: Documents): Documents {
  return {
    get: (key) => life.call(`${name}.get`, () => documents.get(key)),
    set: (key, value) => life.call(`${name}.set`, () => documents.set(key, value)),
    delete: (key) => life.call(`${name}.delete`, () => documents.delete(key)),
    entries: async function* <T>() {
      for await (const entry of documents.entries<T>()) {
        yield await life.call(`${name}.next`, () => entry);
      }
    },
  };
}

export function blobsOf(life: Life, blobs: Blobs): Blobs {
  return {
    save: (key, file) => life.call('blobs.save', () => blobs.save(key, file)),
    withFile: async (key, use) => {
      await life.call('blobs.withFile', () => undefined);
      return blobs.withFile(key, use);
    },
    removeJob: (jobId) => life.call('blobs.removeJob', () => blobs.removeJob(jobId)),
  };
}

export function makerOf(life: Life, maker: VideoMaker): VideoMaker {
  return {
    maxPageSize: maker.maxPageSize,
    order: (order, signal) => life.call('maker.order', () => maker.order(order, signal)),
    find: (id, signal) => life.call('maker.find', () => maker.find(id, signal)),
    list: (page, size, signal) => life.call('maker.list', () => maker.list(page, size, signal)),
  };
}

export function mediaOf(life: Life, media: Media): Media {
  return {
    preparePortrait: (...args) =>
      life.call('media.preparePortrait', () => media.preparePortrait(...args)),
    prepareClip: (...args) => life.call('media.prepareClip', () => media.prepareClip(...args)),
    downloadVideo: (...args) =>
      life.call('media.downloadVideo', () => media.downloadVideo(...args)),
    checkVideo: (...args) => life.call('media.checkVideo', () => media.checkVideo(...args)),
    fitVideo: (...args) => life.call('media.fitVideo', () => media.fitVideo(...args)),
  };
}

export function chatOf(life: Life, chat: Chat): Chat {
  return {
    fetchAttachment: (...args) =>
      life.call('chat.fetchAttachment', () => chat.fetchAttachment(...args)),
    showProgress: (...args) => life.call('chat.showProgress', () => chat.showProgress(...args)),
    progressEveryMs: (elapsedMs) => chat.progressEveryMs(elapsedMs),
    findPost: (...args) => life.call('chat.findPost', () => chat.findPost(...args)),
    maxUploadBytes: (...args) =>
      life.call('chat.maxUploadBytes', () => chat.maxUploadBytes(...args)),
    postVideo: (...args) => life.call('chat.postVideo', () => chat.postVideo(...args)),
    postNotice: (...args) => life.call('chat.postNotice', () => chat.postNotice(...args)),
  };
}

/** For claims that outlive a process, as in Redis. */
export function claimsOf(life: Life, claims: Claims): Claims {
  return {
    claim: (...args) => life.call('claims.claim', () => claims.claim(...args)),
    release: (...args) => life.call('claims.release', () => claims.release(...args)),
  };
}
