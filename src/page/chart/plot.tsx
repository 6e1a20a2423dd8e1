// Role: a chart along the time by uPlot: its axes, its size, its colours out of the style sheet, and what is drawn beside the series.

import { signal } from "@preact/signals";
import { type ComponentType, createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { axisTexts, clockText } from "../format.ts";
import type { Drawing, Layer } from "./stack.ts";
import type { Extent } from "../data/model.ts";

/** "dark" or "light", as it is drawn now: charts are drawn anew when it changes. */
export const theme = signal<"dark" | "light">("light");

/** Draws each chart that is there anew, as wide as its place or of a width in pixels. */
const redraws = new Set<(width?: number) => void>();

/**
 * Draws all charts at once in the colours of now, where there is no time to wait for an effect: before printing, when the page is
 * still laid out for the screen, with the width in pixels that they will have.
 */
export function redrawPlots(width?: number): void {
  for (const redraw of redraws) redraw(width);
}

/** A time that stands out. */
export interface Band extends Extent {
  readonly kind: "alert" | "slo";
}

/** A line at a constant height. */
export interface Level {
  readonly height: number;
  readonly label: string;
}

/** What is drawn, and what happens. */
export interface PlotProps {
  readonly drawing: Drawing;
  readonly span: Extent;
  /** Height in pixels. */
  readonly height: number;
  /** A height of the axis as text. */
  readonly unit: (height: number) => string;
  readonly bands?: readonly Band[];
  readonly levels?: readonly Level[];
  /** Called when a range was drawn with the pointer. */
  readonly onRange?: (span: Extent) => void;
  /** Called with the place under the pointer; null when it left. */
  readonly onHover?: (place: number | null) => void;
  /** Boxes below the lines, and a logarithmic axis. */
  readonly heat?: (plot: uPlot) => void;
  /** Whether another chart of the same time stands below, whose axis tells the times. */
  readonly isUpper?: boolean;
}

/** What charts are drawn by where no script runs; null = by uPlot. */
export const StillPlots = createContext<ComponentType<PlotProps> | null>(null);

/** The value of a custom property. */
export function colorOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Least pixels between two marks of the time axis; less where there is little room: times of day are shorter than dates. */
function markSpace(_: uPlot, _axis: number, since: number, until: number, width: number): number {
  return width > 480 ? 90 : until - since <= 2 * 86400 ? 52 : 78;
}

function seriesOf(layers: readonly Layer[]): uPlot.Series[] {
  const stepped = uPlot.paths.stepped!({ align: 1 });
  const looks = {
    area: (color: string) => ({ fill: color, width: 0, paths: stepped }),
    line: () => ({ width: 1.5 }),
    unseen: () => ({ paths: () => null }),
  };
  return layers.map(({ name, color, kind }) => ({
    label: name,
    stroke: colorOf(color),
    ...looks[kind](colorOf(color)),
    dash: name === "span before" ? [4, 4] : [],
    points: { show: false },
  }));
}

/** Where bands are in pixels, from left to right; those that touch are one, so that many are no darker than one. */
function stripsOf(plot: uPlot, bands: readonly Band[]): { readonly from: number; readonly to: number }[] {
  const { left, width } = plot.bbox, strips: { from: number; to: number }[] = [];
  for (const { since, until } of bands.toSorted((one, other) => one.since - other.since)) {
    const from = Math.max(left, plot.valToPos(since, "x", true));
    const end = Math.min(left + width, plot.valToPos(until, "x", true));
    if (end < left || from > left + width) continue;
    const to = Math.max(end, from + 2 * devicePixelRatio), last = strips.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else strips.push({ from, to });
  }
  return strips;
}

function drawBands(plot: uPlot, bands: readonly Band[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const kind of ["alert", "slo"] as const) {
    ctx.fillStyle = colorOf(`--${kind}`);
    for (const { from, to } of stripsOf(plot, bands.filter((band) => band.kind === kind))) {
      ctx.globalAlpha = 0.13;
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillRect(
        from,
        bbox.top - (kind === "alert" ? 5 : 10) * devicePixelRatio,
        to - from,
        4 * devicePixelRatio,
      );
    }
  }
  ctx.restore();
}

/** A text that can be read over whatever is drawn. `right`: where it ends, pixels. */
function drawLabel(ctx: CanvasRenderingContext2D, label: string, right: number, middle: number): void {
  const { width } = ctx.measureText(label), around = 4 * devicePixelRatio, half = 8 * devicePixelRatio;
  ctx.fillStyle = colorOf("--card");
  ctx.globalAlpha = 0.85;
  ctx.fillRect(right - width - around, middle - half, width + 2 * around, 2 * half);
  ctx.globalAlpha = 1;
  ctx.fillStyle = colorOf("--alert");
  ctx.textBaseline = "middle";
  ctx.fillText(label, right, middle);
}

function drawLevels(plot: uPlot, levels: readonly Level[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `600 ${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = "right";
  for (const { height, label } of levels) {
    const y = plot.valToPos(height, "y", true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = colorOf("--alert");
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.lineWidth = 1.25 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    // Above the line, but not where the strips of the bands are.
    const isAbove = y - bbox.top > 18 * devicePixelRatio,
      middle = y + (isAbove ? -11 : 12) * devicePixelRatio;
    drawLabel(ctx, label, bbox.left + bbox.width - 6 * devicePixelRatio, middle);
  }
  ctx.restore();
}

/** Marks of the time axis: times of day, and the date where it begins and at every midnight. */
export function timeMarks(times: readonly number[]): string[] {
  let day = "";
  return times.map((time, place) => {
    const [date, clock] = clockText(time).split(" ");
    const isNew = date !== day;
    day = date;
    const short = clock.endsWith(":00") ? clock.slice(0, 5) : clock;
    if (short === "00:00") return date;
    return isNew && place === 0 ? `${short}\n${date}` : short;
  });
}

/** Pixels below a chart whose times stand elsewhere. */
const UPPER_FOOT = 12;

function axesOf({ unit, heat, isUpper }: PlotProps): uPlot.Axis[] {
  const look = {
    stroke: colorOf("--quiet"),
    font: "12px system-ui, sans-serif",
    ticks: { show: false },
    grid: { stroke: colorOf("--line"), width: 1 },
    border: { show: false },
  };
  return [
    isUpper ? { ...look, values: (_, times) => times.map(() => null), space: markSpace, size: UPPER_FOOT } : {
      ...look,
      grid: { show: false },
      values: (_, times) => timeMarks(times),
      space: markSpace,
      gap: 10,
      size: 46,
    },
    {
      ...look,
      grid: { ...look.grid, show: heat === undefined },
      values: (_, heights) => axisTexts(heights, unit),
      size: 62,
      space: 34,
    },
  ];
}

/** Up to where the height goes: all layers, and a level that is not far above them. */
export function topOf({ drawing, levels = [] }: PlotProps): number {
  const highest = Math.max(0, ...drawing.layers.flatMap(({ edges }) => edges.map((edge) => edge ?? 0)));
  const top = Math.max(highest, ...levels.map(({ height }) => height < 2.5 * highest ? height : 0));
  return top === 0 ? 1 : top * 1.06;
}

/** `now`: the latest properties, for the plot outlives many of them. */
function optionsOf(now: { readonly current: PlotProps }, width: number): uPlot.Options {
  const { drawing, height, onRange, heat } = now.current;
  return {
    width,
    height,
    padding: [14, 36, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: onRange !== undefined, y: false, setScale: false, dist: 6 },
      sync: { key: "time" },
    },
    select: { show: onRange !== undefined, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: true, range: () => [now.current.span.since, now.current.span.until] },
      y: heat === undefined ? { range: () => [0, topOf(now.current)] } : { distr: 3 },
    },
    axes: axesOf(now.current),
    series: [{}, ...seriesOf(drawing.layers)],
    hooks: {
      drawClear: [(plot) => drawBands(plot, now.current.bands ?? []), (plot) => now.current.heat?.(plot)],
      draw: [(plot) => drawLevels(plot, now.current.levels ?? [])],
      setCursor: [(plot) => now.current.onHover?.(plot.cursor.idx ?? null)],
      setSelect: [(plot) => {
        const { left, width } = plot.select;
        if (width <= 0) return;
        plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        now.current.onRange?.({
          since: plot.posToVal(left, "x"),
          until: plot.posToVal(left + width, "x"),
        });
      }],
    },
  };
}

function dataOf({ drawing: { times, layers } }: PlotProps): uPlot.AlignedData {
  return [times, ...layers.map(({ edges }) => edges)] as uPlot.AlignedData;
}

/** The chart. It is as wide as its place. New numbers are drawn into the same plot, so that a range that is being drawn stays. */
export function Plot(props: PlotProps) {
  const place = useRef<HTMLDivElement>(null), now = useRef(props), made = useRef<uPlot | null>(null);
  /** The properties that it was made with. */
  const drawn = useRef<PlotProps | null>(null);
  now.current = props;
  const Still = useContext(StillPlots);
  const form = props.drawing.layers.map(({ name, kind }) => `${name} ${kind}`).join();
  // Before the browser draws the page: the chart is seen as soon as what is around it.
  useLayoutEffect(() => {
    const element = place.current!;
    const redraw = (width = element.clientWidth): void => {
      made.current?.destroy();
      drawn.current = now.current;
      made.current = new uPlot(optionsOf(now, width), dataOf(now.current), element);
    };
    const watcher = new ResizeObserver(() => {
      const plot = made.current!, width = element.clientWidth;
      if (width !== plot.width) plot.setSize({ width, height: plot.height });
    });
    redraw();
    redraws.add(redraw);
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      redraws.delete(redraw);
      made.current?.destroy();
      made.current = null;
    };
  }, [form, props.height, theme.value]);
  useEffect(() => {
    if (drawn.current !== now.current) made.current?.setData(dataOf(now.current));
  }, [
    ...[props.drawing, props.bands, props.levels],
    ...[props.span.since, props.span.until],
  ]);
  return <div class="plot" ref={place}>{Still && <Still {...props} />}</div>;
}
