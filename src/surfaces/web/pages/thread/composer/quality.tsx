import { useId } from 'preact/hooks';
import type { Mode } from '../../../../../jobs/job.ts';
import { useWords } from '../words/languages.ts';

const MODES: readonly Mode[] = ['std', 'pro'];

/** The choice between the two modes, with what each costs. */
export function Quality(props: {
  readonly mode: Mode;
  readonly priceText: Readonly<Record<Mode, string>>;
  readonly onMode: (mode: Mode) => void;
}) {
  const { mode, priceText, onMode } = props;
  const { composer } = useWords();
  const name = useId();
  return (
    <fieldset class="quality">
      <legend class="unseen">{composer.quality}</legend>
      {MODES.map((each) => (
        <label class="quality-choice" key={each}>
          <input
            type="radio"
            class="unseen"
            name={name}
            value={each}
            checked={mode === each}
            onChange={() => onMode(each)}
          />
          <span class="quality-mark" aria-hidden="true" />
          <span class="quality-name">
            {composer[each].name} <span class="quality-pixels">{composer[each].pixels}</span>
          </span>
          <span class="quality-price">{priceText[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}
