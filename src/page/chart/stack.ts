// Role: what the traffic chart draws, as numbers: the hits of each class on top of each other, along a time without holes.

import { stepBegin } from "../data/grains.ts";
import type { Course, Extent, Traffic } from "../data/model.ts";

/** One area or line of a chart. */
export interface Layer {
  readonly name: string;
  /** The custom property that holds its colour. */
  readonly color: string;
  /** Its own amount per second at each time, which is shown in words. */
  readonly amounts: readonly (number | null)[];
  /** Where its upper edge is. */
  readonly edges: readonly (number | null)[];
  readonly kind: "area" | "line" | "unseen";
}

/** A chart along the time. */
export interface Drawing {
  /** Seconds of a step. */
  readonly step: number;
  /** Begins of the steps, and the end of the last one. */
  readonly times: readonly number[];
  /** In the order of drawing: what is drawn later covers what was drawn before. */
  readonly layers: readonly Layer[];
}

const CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;
/** From the ground up. */
const ORDER = [1, 2, 0, 3, 4] as const;

/** Places of a step grid over a span, and its begin. */
function gridOf({ since, until }: Extent, step: number): { readonly begin: number; readonly count: number } {
  const begin = stepBegin(since, step);
  return { begin, count: Math.max(1, Math.ceil((until - begin) / step)) };
}

/** Amounts per second on a grid, 0 where there is nothing; the last one stands again at the end of its step. */
function onGrid(
  starts: readonly number[],
  amounts: readonly number[],
  { begin, count }: ReturnType<typeof gridOf>,
  step: number,
): number[] {
  const rates = Array<number>(count).fill(0);
  starts.forEach((start, row) => {
    const place = Math.floor((start - begin) / step);
    if (place >= 0 && place < count) rates[place] += amounts[row] / step;
  });
  return [...rates, rates[count - 1]];
}

function timesOf({ begin, count }: ReturnType<typeof gridOf>, step: number): number[] {
  return Array.from({ length: count + 1 }, (_, place) => begin + place * step);
}

/** Sums of neighbouring steps, where a step has more room than is needed. */
function stepFor({ since, until }: Extent, step: number, most: number): number {
  const least = (until - since) / most;
  return least <= step ? step : Math.ceil(least / step) * step;
}

/** All hits by class; `before`: of the span before, whose total is a line. */
export function trafficDrawing(
  traffic: Traffic,
  span: Extent,
  before: Traffic | null,
  most: number,
): Drawing {
  const step = stepFor(span, traffic.step, most), grid = gridOf(span, step);
  const all = onGrid(traffic.starts, traffic.hits, grid, step);
  const classes = traffic.classes.map((hits) => onGrid(traffic.starts, hits, grid, step));
  const ground = all.map(() => 0);
  const layers = ORDER.filter((digit) => digit !== 0 || classes[0].some((rate) => rate > 0)).map((digit) => {
    const amounts = classes[digit];
    amounts.forEach((rate, place) => ground[place] += rate);
    return layer(CLASSES[digit], `--s${digit + 1}`, amounts, [...ground]);
  });
  const rest = all.map((rate, place) => Math.max(0, rate - ground[place]));
  const others = rest.some((rate) => rate > 1e-9) ? [layer("other", "--quiet", rest, all)] : [];
  const earlier = before === null ? [] : [beforeLayer(before, span, step)];
  return { step, times: timesOf(grid, step), layers: [...[...layers, ...others].toReversed(), ...earlier] };
}

function beforeLayer(before: Traffic, span: Extent, step: number): Layer {
  const by = span.until - span.since;
  const rates = onGrid(before.starts.map((start) => start + by), before.hits, gridOf(span, step), step);
  return { ...layer("span before", "--ink", rates, rates), kind: "line" };
}

/** A value among all hits. */
export function valueDrawing(value: Course, traffic: Traffic, span: Extent, most: number): Drawing {
  const step = stepFor(span, Math.max(value.step, traffic.step), most), grid = gridOf(span, step);
  const all = onGrid(traffic.starts, traffic.hits, grid, step);
  const hits = onGrid(value.starts, value.hits, grid, step);
  const failures = onGrid(value.starts, value.failures, grid, step);
  const successes = hits.map((rate, place) => rate - failures[place]);
  return {
    step,
    times: timesOf(grid, step),
    layers: [
      layer("all hits", "--faint", all, all),
      layer("failures (5xx)", "--s5", failures, hits),
      layer("its hits that did not fail", "--s2", successes, successes),
    ],
  };
}

function layer(name: string, color: string, amounts: readonly number[], edges: readonly number[]): Layer {
  return { name, color, amounts, edges, kind: "area" };
}
