import { useEffect, useRef, useState } from 'preact/hooks';
import type { Mode } from '../../../../jobs/job.ts';
import { durationText, lengthText } from '../../../../jobs/measures.ts';
import { Mark, Plot, type Renders } from './plot.tsx';
import { medianMs } from './plot-scale.ts';
import { Section } from './section.tsx';

const MODES = ['std', 'pro'] as const;

/** How long Kling took lately. */
export function RenderTimes({ renders }: { readonly renders: Renders }) {
  const isEmpty = MODES.every((mode) => renders[mode].length === 0);
  return (
    <Section title="Render times" isWide>
      {isEmpty ? <p class="soft">Nothing has been rendered yet.</p> : <Seen renders={renders} />}
    </Section>
  );
}

function Seen({ renders }: { readonly renders: Renders }) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (frame.current === null) return;
    // Drawn as wide as there is room: a picture that is scaled down has letters too small to read.
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <ul class="legend">
        {MODES.map((mode) => (
          <LegendLine key={mode} mode={mode} renders={renders} />
        ))}
      </ul>
      <div ref={frame} class="plot-frame">
        {width > 0 && <Plot renders={renders} width={width} />}
      </div>
      <details>
        <summary>The same as a table</summary>
        <RenderTable renders={renders} />
      </details>
    </>
  );
}

function LegendLine({ mode, renders }: { readonly mode: Mode; readonly renders: Renders }) {
  const median = medianMs(renders[mode]);
  const text =
    median === undefined ? 'none' : `${renders[mode].length}, median ${durationText(median)}`;
  return (
    <li class="plot-series" data-mode={mode}>
      <svg width={40} height={16} aria-hidden="true">
        <line class="plot-median" x1={0} x2={40} y1={8} y2={8} />
        <Mark mode={mode} x={20} y={8} />
      </svg>
      {mode}: {text}
    </li>
  );
}

function RenderTable({ renders }: { readonly renders: Renders }) {
  const rows = MODES.flatMap((mode) => renders[mode].map((render) => ({ mode, ...render })));
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Mode</th>
          <th scope="col" data-kind="number">
            Length of the clip
          </th>
          <th scope="col" data-kind="number">
            Render time
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ mode, clipSeconds, renderMs }, index) => (
          <tr key={index}>
            <td>{mode}</td>
            <td data-kind="number">{lengthText(clipSeconds)}</td>
            <td data-kind="number">{durationText(renderMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
