import { useEffect, useState } from 'preact/hooks';
import type { Part } from '../../../thread/wire.ts';
import { partOf } from './file-part.ts';

/**
 * Files that are dropped anywhere on the page, or pasted into it. A field is marked by `data-part`;
 * elsewhere the kind of the file decides. True while files are held above the page.
 */
export function useDroppedFiles(onFile: (file: File, part: Part | undefined) => void): boolean {
  const [isHeld, setHeld] = useState(false);

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setHeld(true);
    };
    const leave = (event: DragEvent) => {
      // Nothing is entered where the pointer leaves the window.
      if (event.relatedTarget === null) setHeld(false);
    };
    const drop = (event: DragEvent) => {
      setHeld(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      const field = files.length === 1 ? fieldAt(event.target) : undefined;
      for (const file of files) onFile(file, field ?? partOf(file));
    };
    const paste = (event: ClipboardEvent) => {
      const [file] = event.clipboardData?.files ?? [];
      if (file === undefined || isText(event)) return;
      event.preventDefault();
      onFile(file, partOf(file));
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
      document.removeEventListener('paste', paste);
    };
  }, [onFile]);

  return isHeld;
}

/** Office programs give a picture of the text along with it; where text is written, the text is meant. */
function isText({ target, clipboardData }: ClipboardEvent): boolean {
  const hasText = clipboardData?.types.includes('text/plain') ?? false;
  return hasText && target instanceof HTMLTextAreaElement;
}

function fieldAt(target: EventTarget | null): Part | undefined {
  const field = target instanceof Element ? target.closest('[data-part]') : null;
  const part = field?.getAttribute('data-part');
  return part === 'portrait' || part === 'clip' ? part : undefined;
}
