import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A part of the page that a screen reader can jump to. */
export function Section(props: {
  readonly title: string;
  /** Beside the title, such as how many there are. */
  readonly aside?: string;
  /** Over the whole width, where there is much. */
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}) {
  const { title, aside, isWide = false, children } = props;
  const id = useId();
  return (
    <section class="card section" data-width={isWide ? 'whole' : 'half'} aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <p class="soft">{aside}</p>}
      </div>
      {children}
    </section>
  );
}

/** How much of something is taken, said in words beside it. */
export function Level(props: {
  readonly name: string;
  readonly text: string;
  readonly used: number;
  readonly total: number;
}) {
  const { name, text, used, total } = props;
  return (
    <meter
      class="level"
      aria-label={name}
      aria-valuetext={text}
      max={total}
      value={used}
      data-full={used >= total}
    />
  );
}

/** On which surface, and who there. */
export function PersonName(props: {
  readonly person: { readonly surface: string; readonly id: string };
}) {
  const { surface, id } = props.person;
  return (
    <span class="person">
      <span class="chip">{surface}</span> <code>{id}</code>
    </span>
  );
}
