import type { Part, Sample } from '../../../thread/wire.ts';
import { api } from '../api.ts';
import type { Complaints } from '../complaints.ts';
import type { FollowedThread } from '../live/connection.ts';
import type { ThreadState } from '../live/state.ts';
import { useWords } from '../words/languages.ts';
import { focusSoon } from './focus.ts';
import { type Arriving, useUploads } from './uploads.ts';

/** What a person does with the files of the draft. */
export interface DraftFiles {
  readonly arriving: Partial<Readonly<Record<Part, Arriving>>>;
  readonly take: (part: Part, file: File) => void;
  readonly takeSample: (part: Part, sample: Sample, name: string) => void;
  readonly stop: (part: Part) => void;
  readonly remove: (part: Part) => void;
}

/**
 * The button that is pressed for a sample, to stop or to remove goes with what it has done, so whoever
 * works by keyboard is led to the one that stays in the same field.
 */
export function useDraftFiles(options: {
  readonly thread: ThreadState;
  readonly change: FollowedThread['change'];
  readonly complaints: Complaints;
  readonly complain: (place: Part, error: unknown) => void;
  /** For whoever does not see what has changed. */
  readonly say: (text: string) => void;
  readonly onTaken: (part: Part) => void;
  readonly onRemoved: (part: Part) => void;
}): DraftFiles {
  const { thread, change, complaints, complain, say, onTaken, onRemoved } = options;
  const words = useWords();

  const uploads = useUploads({
    onTaken: (part, draft) => {
      change({ kind: 'part', part, draft });
      complaints.tell(part, undefined);
      say(`${words.parts[part].label}: ${draft[part]?.name ?? ''}`);
    },
    onRefused: complain,
  });

  const begin = (part: Part) => {
    complaints.tell(part, undefined);
    onTaken(part);
  };

  const remove = async (part: Part) => {
    onRemoved(part);
    try {
      change({ kind: 'part', part, draft: await api.remove(part) });
      focusSoon(part);
    } catch (error) {
      complain(part, error);
    }
  };

  return {
    arriving: uploads.arriving,
    take: (part, file) => {
      begin(part);
      const maxBytes = thread.maxUploadBytes[part];
      if (file.size <= maxBytes) return uploads.take(part, file);
      uploads.stop(part);
      complaints.tell(part, words.files.tooHeavy(file.size, maxBytes));
    },
    takeSample: (part, { id }, name) => {
      begin(part);
      uploads.takeSample(part, id, name);
      focusSoon(part);
    },
    stop: (part) => {
      uploads.stop(part);
      focusSoon(part);
    },
    remove: (part) => void remove(part),
  };
}
