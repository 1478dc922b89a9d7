import type { Part, Sample } from '../../../thread/wire.ts';
import { Icon } from '../../shared/icons.tsx';
import { useWords } from '../words/languages.ts';
import type { PartActions } from './part-field.tsx';

/** A field that holds nothing yet: what it takes, and the samples. */
export function EmptyPart(props: {
  readonly part: Part;
  readonly samples: readonly Sample[];
  readonly onSample: PartActions['onSample'];
}) {
  const { part, samples, onSample } = props;
  const words = useWords();
  return (
    <div class="empty">
      <p class="empty-hint">{words.parts[part].hint}</p>
      <div class="samples">
        {samples.map((sample, index) => {
          const name = words.samples.names[sample.id] ?? words.samples.nameless(index + 1);
          const label = words.parts[part].sample(name);
          return (
            <button
              type="button"
              class="sample"
              key={sample.id}
              aria-label={label}
              onClick={() => onSample(sample, label)}
            >
              {part === 'portrait' ? <img src={sample.url} alt="" /> : <Icon name="sound" />}
              {name}
            </button>
          );
        })}
      </div>
    </div>
  );
}
