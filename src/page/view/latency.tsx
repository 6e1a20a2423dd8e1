// Role: response times: three percentiles as lines, and below them where the requests lie, as a heat map.

import { useMemo } from "preact/hooks";
import type uPlot from "uplot";
import { colorOf, Plot } from "../chart/plot.tsx";
import type { Drawing } from "../chart/stack.ts";
import type { Extent, Latency } from "../data/model.ts";
import { lengthText, millisecondsText, spanOption } from "../format.ts";
import * as picture from "../state/picture.ts";
import { Panel, shownLine } from "./panel.tsx";

const LINES = [["p99", "--ink"], ["p90", "--slo"], ["p50", "--s2"]] as const;

/** A step without requests has no percentile: the line is broken there. */
function drawingOf(found: Latency, { since, until }: Extent): Drawing {
  const places = new Map(found.starts.map((start, place) => [start, place]));
  const times: number[] = [];
  for (let time = since - since % found.step; time < until; time += found.step) times.push(time);
  const layers = LINES.map(([name, color]) => {
    const amounts = times.map((time) => {
      const place = places.get(time);
      return place === undefined ? null : found[name][place];
    });
    return { name, color, amounts, edges: amounts, kind: "line" as const };
  });
  return { step: found.step, times, layers };
}

/** Only the ends of the axis: the boxes draw themselves. */
function groundOf(found: Latency, { since, until }: Extent): Drawing {
  const least = Math.min(...found.heat.map(({ from, to }) => from > 0 ? from : to / 2)),
    most = Math.max(...found.heat.map(({ to }) => to));
  const edge = [least, most];
  return {
    step: found.step,
    times: [since, until],
    layers: [{ name: "", color: "--card", amounts: edge, edges: edge, kind: "unseen" }],
  };
}

function drawHeat(plot: uPlot, { heat, step }: Latency): void {
  const { ctx, bbox } = plot, most = Math.max(...heat.map(({ hits }) => hits));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = colorOf("--s2");
  for (const { start, from, to, hits } of heat) {
    const left = plot.valToPos(start, "x", true), right = plot.valToPos(start + step, "x", true);
    const top = plot.valToPos(to, "y", true), bottom = plot.valToPos(from > 0 ? from : to / 2, "y", true);
    // By the root, so that a few slow requests beside very many fast ones can be seen.
    ctx.globalAlpha = 0.12 + 0.88 * Math.sqrt(hits / most);
    ctx.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }
  ctx.restore();
}

function Charts({ found, span }: { readonly found: Latency; readonly span: Extent }) {
  const lines = useMemo(() => drawingOf(found, span), [found, span]),
    ground = useMemo(() => groundOf(found, span), [found, span]);
  const unit = (milliseconds: number): string => millisecondsText(milliseconds);
  return (
    <>
      <p class="legend">
        <span class="when">steps of {lengthText(found.step)}</span>
        {LINES.map(([name, color]) => (
          <span class="key" key={name}>
            <i class={`swatch ${color.slice(2)} line`} aria-hidden="true" />
            {name}
          </span>
        ))}
      </p>
      <div role="img" aria-label="Percentiles of the response time along the range">
        <Plot
          drawing={lines}
          span={span}
          height={140}
          unit={unit}
          onRange={picture.goTo}
          isUpper={found.heat.length > 0}
        />
      </div>
      {found.heat.length > 0 && (
        <div role="img" aria-label="Requests by response time along the range: darker is more">
          <Plot
            drawing={ground}
            span={span}
            height={150}
            unit={unit}
            onRange={picture.goTo}
            heat={(plot) =>
              drawHeat(plot, found)}
          />
        </div>
      )}
    </>
  );
}

/** Nothing where the log has no durations: most have none, and nothing is to be done about it here. */
export function LatencyPanel() {
  const found = picture.latencyNow.value, span = picture.shownSpan.value;
  if (found === null || span === null || found.starts.length === 0) return null;
  return (
    <Panel
      title="Latency"
      about="response time: half, 90 % and 99 % of the requests took no longer; below, how many took how long"
      csv={{ name: "latency", rows: () => found.table }}
      query={shownLine(["latency"], { by: spanOption(found.step) })}
    >
      <Charts found={found} span={span} />
    </Panel>
  );
}
