import type { ComponentChildren } from 'preact';
import { unitsText } from '../../../../jobs/measures.ts';
import type { OpsView } from '../../ops/wire.ts';
import { Level, PersonName, Section } from './section.tsx';

/** Units of the current day of UTC, against the limits of the bot. */
export function Spending({ view }: { readonly view: OpsView }) {
  const { spent, dollarsPerUnit, isPreview } = view;
  const cost = (units: number) => unitsText(units, units * dollarsPerUnit);
  const total = `${cost(spent.units)} of ${cost(spent.maxUnits)}`;
  return (
    <Section title="Spent today">
      <p>{total}</p>
      <Level name="Spent today" text={total} used={spent.units} total={spent.maxUnits} />
      <p class="soft small">
        {isPreview ? 'What Kling would charge; the sandbox charges nothing. ' : ''}
        The day ends at 00:00 UTC.
      </p>
      {spent.surfaces.length > 0 && <h3>By surface</h3>}
      <ul class="spenders">
        {spent.surfaces.map(({ surface, units }) => (
          <Spender
            key={surface}
            name={surface}
            text={cost(units)}
            units={units}
            maxUnits={spent.maxUnits}
          >
            <span class="chip">{surface}</span>
          </Spender>
        ))}
      </ul>
      {spent.people.length > 0 && <h3>By person, each up to {cost(spent.maxUnitsPerPerson)}</h3>}
      <ul class="spenders">
        {spent.people.map(({ person, units }) => (
          <Spender
            key={`${person.surface}-${person.id}`}
            name={`${person.surface} ${person.id}`}
            text={cost(units)}
            units={units}
            maxUnits={spent.maxUnitsPerPerson}
          >
            <PersonName person={person} />
          </Spender>
        ))}
      </ul>
    </Section>
  );
}

function Spender(props: {
  readonly name: string;
  readonly text: string;
  readonly units: number;
  readonly maxUnits: number;
  readonly children: ComponentChildren;
}) {
  const { name, text, units, maxUnits, children } = props;
  return (
    <li>
      <span>{children}</span>
      <span class="spender-cost">{text}</span>
      <Level name={`Spent by ${name}`} text={text} used={units} total={maxUnits} />
    </li>
  );
}
