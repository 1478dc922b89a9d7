import { useRef, useState } from 'preact/hooks';
import type { Part, ShownDraft } from '../../../thread/wire.ts';
import { api } from '../api.ts';
import { upload } from './upload.ts';

/** A file on its way into the draft; at 1 the service looks at it. */
export interface Arriving {
  readonly name: string;
  readonly fraction: number;
}

export interface Uploads {
  readonly arriving: Partial<Readonly<Record<Part, Arriving>>>;
  /** Takes the place of what is on its way for that part. */
  readonly take: (part: Part, file: File) => void;
  readonly takeSample: (part: Part, id: string, name: string) => void;
  readonly stop: (part: Part) => void;
}

interface Work {
  readonly done: Promise<ShownDraft>;
  stop(): void;
}

export function useUploads(options: {
  readonly onTaken: (part: Part, draft: ShownDraft) => void;
  readonly onRefused: (part: Part, error: unknown) => void;
}): Uploads {
  const { onTaken, onRefused } = options;
  const [arriving, setArriving] = useState<Uploads['arriving']>({});
  const works = useRef<Partial<Record<Part, Work>>>({});

  const show = (part: Part, state: Arriving | undefined) =>
    setArriving(({ [part]: _old, ...others }) =>
      state === undefined ? others : { ...others, [part]: state },
    );

  const stop = (part: Part) => {
    works.current[part]?.stop();
    delete works.current[part];
    show(part, undefined);
  };

  /** What an older file of the same part comes to is of no interest. */
  const follow = async (part: Part, work: Work) => {
    works.current[part] = work;
    const end = () => {
      if (works.current[part] !== work) return false;
      delete works.current[part];
      show(part, undefined);
      return true;
    };
    try {
      const draft = await work.done;
      if (end()) onTaken(part, draft);
    } catch (error) {
      if (end()) onRefused(part, error);
    }
  };

  const take = (part: Part, file: File) => {
    stop(part);
    const tell = (fraction: number) => show(part, { name: file.name, fraction });
    tell(0);
    void follow(part, upload(part, file, tell));
  };

  const takeSample = (part: Part, id: string, name: string) => {
    stop(part);
    show(part, { name, fraction: 1 });
    void follow(part, { done: api.chooseSample({ [part]: id }), stop: () => undefined });
  };

  return { arriving, take, takeSample, stop };
}
