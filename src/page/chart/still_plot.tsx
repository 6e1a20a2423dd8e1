// Role: a chart along the time as a drawing that needs no script, as uPlot draws it: the first picture of a page that a server sends. It
// is as wide as its place, which the server does not know: along the time all is in percent.

import type { Extent } from "../data/model.ts";
import { axisTexts } from "../format.ts";
import { type Band, type PlotProps, timeMarks, topOf } from "./plot.tsx";
import type { Drawing, Layer } from "./stack.ts";
import { heightTicks, timeTicks } from "./ticks.ts";

/** Pixels around the area of the chart, above and below; the style sheet has those beside it. */
const ABOVE = 14, BELOW = 46;

/** Pixels that the area is taken to have in a wide and in a narrow window, and those between two marks of the time. */
const WIDE = { width: 1090, space: 90 }, NARROW = { width: 260, space: 52 };

const percent = (part: number): string => `${Number((100 * part).toFixed(3))}%`;

/** What is drawn, and the pixels and the amount from the ground up. */
interface AreaProps {
  readonly drawing: Drawing;
  readonly span: Extent;
  readonly height: number;
  readonly top: number;
}

/** The upper edge of a layer in steps along the time and pixels from above: an area down to the ground, or a line. */
function pathOf({ edges, kind }: Layer, height: number, top: number): string {
  const heights = edges.slice(0, -1).map((edge) => Number((height * (1 - (edge ?? 0) / top)).toFixed(1)));
  const edge = heights.map((y, place) => y === heights[place + 1] ? "" : `V${y}H${place + 1}`).join("");
  return kind === "line" ? `M0 ${heights[0]}${edge}` : `M0 ${height}${edge}V${height}Z`;
}

/** Whether anything of a layer can be seen. */
function isSeen({ kind, amounts }: Layer): boolean {
  return kind !== "unseen" && amounts.some((amount) => amount !== null && amount > 0);
}

function Areas({ drawing: { times, step, layers }, span, height, top }: AreaProps) {
  const [begin] = times, from = (span.since - begin) / step, to = (span.until - begin) / step;
  return (
    <svg
      viewBox={`${from} 0 ${to - from} ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
    >
      {layers.filter(isSeen).map((layer) => (
        <path
          key={layer.name}
          d={pathOf(layer, height, top)}
          {...layer.kind === "line"
            ? { fill: "none", stroke: `var(${layer.color})`, "vector-effect": "non-scaling-stroke" }
            : { fill: `var(${layer.color})` }}
        />
      ))}
    </svg>
  );
}

function Bands({ bands, span, height }: {
  readonly bands: readonly Band[];
  readonly span: Extent;
  readonly height: number;
}) {
  const seconds = span.until - span.since;
  return (["alert", "slo"] as const).map((kind) => {
    const strips = bands.filter((band) => band.kind === kind).map(({ since, until }) => {
      const from = Math.max(since, span.since), to = Math.min(until, span.until);
      return { x: percent((from - span.since) / seconds), width: percent(Math.max(0, to - from) / seconds) };
    });
    return strips.length > 0 && (
      <g key={kind} fill={`var(--${kind})`}>
        <g opacity="0.13">{strips.map((strip, place) => <rect key={place} {...strip} height={height} />)}</g>
        <g stroke={`var(--${kind})`}>
          {strips.map((strip, place) => (
            <rect key={place} {...strip} y={kind === "alert" ? -5 : -10} height="4" />
          ))}
        </g>
      </g>
    );
  });
}

/** Times below the chart: as many as there is room for in a wide window, or in a narrow one. */
function Times({ span, height, width, space, name }: typeof WIDE & {
  readonly span: Extent;
  readonly height: number;
  readonly name: string;
}) {
  const times = timeTicks(span, space / width), texts = timeMarks(times);
  return (
    <g class={name} text-anchor="middle">
      {times.map((time, place) => {
        const x = percent((time - span.since) / (span.until - span.since));
        return texts[place].split("\n").map((text, line) => (
          <text key={`${time} ${line}`} x={x} y={height + 21 + 18 * line}>{text}</text>
        ));
      })}
    </g>
  );
}

/** The chart. The numbers stand beside it, so that it is decoration to a screen reader. */
export function StillPlot({ heat, ...props }: PlotProps) {
  if (heat !== undefined) return null;
  const { drawing, span, unit, bands = [], levels = [] } = props;
  const height = props.height - ABOVE - BELOW, top = topOf(props);
  const ticks = heightTicks(top, 34 / height), y = (at: number): number => height * (1 - at / top);
  return (
    <svg class="still" height={height} aria-hidden="true" focusable="false">
      {axisTexts(ticks, unit).map((text, place) => (
        <g key={text}>
          <line x2="100%" y1={y(ticks[place])} y2={y(ticks[place])} stroke="var(--line)" />
          <text x="-5" y={y(ticks[place]) + 4} text-anchor="end">{text}</text>
        </g>
      ))}
      <Bands bands={bands} span={span} height={height} />
      <Areas drawing={drawing} span={span} height={height} top={top} />
      {levels.filter((level) => level.height <= top).map(({ height: at, label }) => (
        <g key={label} class="level">
          <line x2="100%" y1={y(at)} y2={y(at)} stroke="var(--alert)" stroke-dasharray="6 4" />
          <text x="100%" dx="-6" y={y(at) + (y(at) > 18 ? -7 : 16)} text-anchor="end">{label}</text>
        </g>
      ))}
      <Times {...WIDE} span={span} height={height} name="wide" />
      <Times {...NARROW} span={span} height={height} name="narrow" />
    </svg>
  );
}
