import type { Part, Price } from '../../../thread/wire.ts';
import type { Field } from '../asking/fields.ts';

/** Why the camera or the microphone cannot be used. */
export type DeviceTrouble = 'forbidden' | 'missing' | 'broken';

/** What an answer without a sentence of its own means to the person. */
export type ServiceTrouble =
  | 'forbidden'
  | 'unknown'
  | 'too-many'
  | 'unavailable'
  | 'failed'
  | 'no-answer';

/** The texts of the thread page itself; what concerns a job comes as a sentence from the service. */
export interface ThreadWords {
  readonly title: string;
  readonly bot: string;
  readonly you: string;
  readonly loading: string;
  /** Of the tab, once a video is ready that nobody was looking at. */
  readonly titleWhenReady: string;
  readonly preview: { readonly short: string; readonly long: string };
  readonly takesNoRequests: string;
  readonly connection: {
    readonly lost: string;
    readonly paused: string;
    readonly resume: string;
  };
  readonly trouble: Readonly<Record<ServiceTrouble, string>>;
  readonly welcome: {
    readonly heading: string;
    readonly text: string;
    readonly trySample: string;
    readonly orOwn: string;
  };
  /** The list of requests and answers. */
  readonly thread: string;
  readonly composer: ComposerWords;
  readonly parts: Readonly<Record<Part, PartWords>>;
  readonly samples: {
    /** By their ids. */
    readonly names: Readonly<Record<string, string>>;
    readonly nameless: (number: number) => string;
  };
  readonly files: {
    /** Over the page while files are held above it. */
    readonly dropHere: string;
    readonly neither: (name: string) => string;
    readonly uploading: (percent: number) => string;
    readonly checking: string;
    readonly stop: string;
    readonly tooHeavy: (bytes: number, maxBytes: number) => string;
  };
  readonly camera: {
    readonly open: string;
    readonly title: string;
    readonly starting: string;
    readonly shoot: string;
    readonly trouble: Readonly<Record<DeviceTrouble, string>>;
  };
  readonly recording: {
    readonly start: string;
    readonly stop: string;
    readonly discard: string;
    readonly starting: string;
    readonly running: string;
    readonly nothingHeard: string;
    readonly trouble: Readonly<Record<DeviceTrouble, string>>;
  };
  readonly player: {
    readonly play: string;
    readonly pause: string;
    readonly position: string;
  };
  readonly exchange: ExchangeWords;
  readonly close: string;
  readonly length: (seconds: number) => string;
  readonly duration: (ms: number) => string;
  readonly pixels: (width: number, height: number) => string;
  readonly price: (price: Price) => string;
  readonly pricePerSecond: (price: Price) => string;
}

export interface ComposerWords {
  readonly heading: string;
  /** In place of the heading, while a job is asked for again with another part. */
  readonly again: Readonly<Record<Field, string>>;
  readonly leaveAgain: string;
  readonly prompt: string;
  readonly promptHint: string;
  readonly promptCount: (characters: number, maxCharacters: number) => string;
  readonly promptTooLong: (characters: number, maxCharacters: number) => string;
  readonly quality: string;
  readonly std: { readonly name: string; readonly pixels: string };
  readonly pro: { readonly name: string; readonly pixels: string };
  readonly previewPrice: string;
  readonly send: string;
  readonly sending: string;
  readonly sendingAgain: string;
  readonly stopSending: string;
}

export interface PartWords {
  readonly label: string;
  readonly hint: string;
  readonly choose: string;
  readonly replace: string;
  readonly remove: string;
  readonly missing: string;
  readonly stillComing: string;
  /** What a sample is called where it is not seen that it is one. */
  readonly sample: (name: string) => string;
  /** That the job keeps it, while its other part is replaced. */
  readonly kept: string;
}

export interface ExchangeWords {
  readonly request: (time: string) => string;
  readonly portrait: string;
  readonly clip: string;
  readonly video: string;
  readonly progress: string;
  readonly elapsed: (duration: string) => string;
  readonly left: (duration: string) => string;
  readonly download: string;
  readonly retry: string;
  readonly cancel: string;
  readonly delete: string;
  readonly change: Readonly<Record<Field, string>>;
  readonly confirmDelete: string;
  readonly keep: string;
}
