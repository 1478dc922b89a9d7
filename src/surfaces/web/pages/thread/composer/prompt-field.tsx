import { useId } from 'preact/hooks';
import { idOf } from '../asking/fields.ts';
import { charactersIn } from '../asking/written.ts';
import { Complaint } from '../complaint.tsx';
import { useWords } from '../words/languages.ts';

export function PromptField(props: {
  readonly prompt: string;
  readonly maxCharacters: number;
  readonly complaint: string | undefined;
  readonly onPrompt: (prompt: string) => void;
  readonly onSend: () => void;
}) {
  const { prompt, maxCharacters, complaint, onPrompt, onSend } = props;
  const { composer } = useWords();
  const id = useId();
  const characters = charactersIn(prompt);
  const wrong =
    characters > maxCharacters ? composer.promptTooLong(characters, maxCharacters) : complaint;
  return (
    <div class="prompt">
      <label class="prompt-label" for={idOf('prompt')}>
        {composer.prompt}
      </label>
      <textarea
        class="prompt-text"
        id={idOf('prompt')}
        dir="auto"
        rows={2}
        value={prompt}
        placeholder={composer.promptHint}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-count ${id}-complaint`}
        onInput={({ currentTarget }) => onPrompt(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            onSend();
          }
        }}
      />
      <p class="prompt-count" id={`${id}-count`}>
        {composer.promptCount(characters, maxCharacters)}
      </p>
      <Complaint id={`${id}-complaint`} text={wrong} />
    </div>
  );
}
