import type { PersonOverview } from '../../../../jobs/overview.ts';
import { PersonName, Section } from './section.tsx';

/** Whose jobs are open; slots go round between people. */
export function People({ people }: { readonly people: readonly PersonOverview[] }) {
  return (
    <Section title="Queue by person">
      {people.length === 0 ? <p class="soft">Nobody waits.</p> : <PeopleTable people={people} />}
    </Section>
  );
}

function PeopleTable({ people }: { readonly people: readonly PersonOverview[] }) {
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col" data-kind="number">
            Open
          </th>
          <th scope="col" data-kind="number">
            Waiting
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ person, open, waiting }) => (
          <tr key={`${person.surface}-${person.id}`}>
            <td>
              <PersonName person={person} />
            </td>
            <td data-kind="number">{open}</td>
            <td data-kind="number">{waiting}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
