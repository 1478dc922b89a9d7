import { useRef, useState } from 'preact/hooks';

/** An id, and a button that puts it onto the clipboard. */
export function CopyableText({ name, text }: { readonly name: string; readonly text: string }) {
  const shown = useRef<HTMLElement>(null);
  const [told, setTold] = useState('');

  async function copy(): Promise<void> {
    try {
      // Absent on a page that came by plain http from another machine.
      await navigator.clipboard.writeText(text);
      setTold('Copied');
    } catch {
      if (shown.current !== null) window.getSelection()?.selectAllChildren(shown.current);
      setTold('Selected');
    }
  }

  return (
    <span class="copyable">
      <code ref={shown}>{text}</code>
      <button
        type="button"
        class="button"
        data-kind="plain"
        aria-label={`Copy ${name} ${text}`}
        onClick={copy}
      >
        Copy
      </button>
      <span class="soft small" role="status">
        {told}
      </span>
    </span>
  );
}
