import type { Part, ShownDraft } from '../../../thread/wire.ts';
import { NoAnswer, readAnswer } from '../../shared/answers.ts';
import { draftPath } from '../api.ts';

export interface Upload {
  readonly done: Promise<ShownDraft>;
  /** `done` then never ends. */
  stop(): void;
}

/**
 * Puts a file into the draft. By XMLHttpRequest, because `fetch` does not tell how far it is.
 * `onProgress` is told 1 once all is sent and the service looks at it.
 */
export function upload(part: Part, file: File, onProgress: (fraction: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<ShownDraft>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onProgress(1);
    request.onload = () => {
      try {
        resolve(readAnswer<ShownDraft>(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new NoAnswer('The upload was cut'));
  });
  request.open('PUT', draftPath(part));
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.setRequestHeader('x-file-name', encodeURIComponent(file.name.toWellFormed()));
  request.send(file);
  return { done, stop: () => request.abort() };
}
