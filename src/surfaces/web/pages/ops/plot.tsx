import { useId } from 'preact/hooks';
import type { Mode } from '../../../../jobs/job.ts';
import { durationText } from '../../../../jobs/measures.ts';
import type { RenderTime } from '../../../../jobs/overview.ts';
import { type Axis, axisFor, medianMs } from './plot-scale.ts';

export type Renders = Readonly<Record<Mode, readonly RenderTime[]>>;

/** From a value to where it stands. */
type Scale = (seconds: number) => number;

const HEIGHT = 260;
/** Around the plot, for what stands beside the axes. */
const LEFT = 62;
const RIGHT = 30;
const TOP = 28;
const BOTTOM = 48;
/** Enough for `1 min 30 s` below a tick. */
const TICK_WIDTH = 70;
const MOST_Y_STEPS = 4;

/** Each render as a mark: how long the clip was, and how long it took. */
export function Plot({ renders, width }: { readonly renders: Renders; readonly width: number }) {
  const id = useId();
  const all = [...renders.std, ...renders.pro];
  const longest = Math.max(...all.map(({ clipSeconds }) => clipSeconds));
  const slowest = Math.max(...all.map(({ renderMs }) => renderMs)) / 1_000;
  const inside = width - LEFT - RIGHT;
  const clipAxis = axisFor(longest, Math.max(1, Math.floor(inside / TICK_WIDTH)));
  const timeAxis = axisFor(slowest, MOST_Y_STEPS);
  const xOf = scaleOf(clipAxis, LEFT, width - RIGHT);
  const yOf = scaleOf(timeAxis, HEIGHT - BOTTOM, TOP);

  return (
    <svg class="plot" width={width} height={HEIGHT} role="img" aria-labelledby={id}>
      <title id={id}>{summaryOf(renders)}</title>
      <TimeAxis ticks={timeAxis.ticks} yOf={yOf} width={width} />
      <ClipAxis ticks={clipAxis.ticks} xOf={xOf} width={width} />
      {(['std', 'pro'] as const).map((mode) => (
        <g key={mode} class="plot-series" data-mode={mode}>
          <MedianLine median={medianMs(renders[mode])} yOf={yOf} width={width} />
          {renders[mode].map(({ clipSeconds, renderMs }, index) => (
            <Mark key={index} mode={mode} x={xOf(clipSeconds)} y={yOf(renderMs / 1_000)} />
          ))}
        </g>
      ))}
    </svg>
  );
}

/** A disc for std, a diamond for pro: told apart without colours as well. */
export function Mark({
  mode,
  x,
  y,
}: {
  readonly mode: Mode;
  readonly x: number;
  readonly y: number;
}) {
  return mode === 'std' ? (
    <circle cx={x} cy={y} r={4.5} />
  ) : (
    <path d={`M${x} ${y - 6}l6 6-6 6-6-6z`} />
  );
}

function TimeAxis(props: {
  readonly ticks: readonly number[];
  readonly yOf: Scale;
  readonly width: number;
}) {
  const { ticks, yOf, width } = props;
  return (
    <g class="plot-axis">
      {ticks.map((seconds) => (
        <g key={seconds}>
          <line x1={LEFT} x2={width - RIGHT} y1={yOf(seconds)} y2={yOf(seconds)} />
          <text x={LEFT - 8} y={yOf(seconds)} text-anchor="end" dominant-baseline="middle">
            {durationText(seconds * 1_000)}
          </text>
        </g>
      ))}
      <text x={0} y={12}>
        Render time
      </text>
    </g>
  );
}

function ClipAxis(props: {
  readonly ticks: readonly number[];
  readonly xOf: Scale;
  readonly width: number;
}) {
  const { ticks, xOf, width } = props;
  const bottom = HEIGHT - BOTTOM;
  return (
    <g class="plot-axis">
      {ticks.map((seconds) => (
        <g key={seconds}>
          <line x1={xOf(seconds)} x2={xOf(seconds)} y1={bottom} y2={bottom + 5} />
          <text x={xOf(seconds)} y={bottom + 20} text-anchor="middle">
            {durationText(seconds * 1_000)}
          </text>
        </g>
      ))}
      <text x={width - RIGHT} y={HEIGHT - 6} text-anchor="end">
        Length of the clip
      </text>
    </g>
  );
}

function MedianLine(props: {
  readonly median: number | undefined;
  readonly yOf: Scale;
  readonly width: number;
}) {
  const { median, yOf, width } = props;
  if (median === undefined) return null;
  const y = yOf(median / 1_000);
  return <line class="plot-median" x1={LEFT} x2={width - RIGHT} y1={y} y2={y} />;
}

function scaleOf({ end }: Axis, from: number, to: number): Scale {
  return (seconds) => from + (seconds / end) * (to - from);
}

function summaryOf(renders: Renders): string {
  const parts = (['std', 'pro'] as const).map((mode) => {
    const median = medianMs(renders[mode]);
    if (median === undefined) return `none in mode ${mode}`;
    return `${renders[mode].length} in mode ${mode} with a median of ${durationText(median)}`;
  });
  return `Render time by length of the clip: ${parts.join(', ')}.`;
}
