// Role: the few numbers above all: how much, how well, how fast, and whether something fires.

import type { ComponentChildren } from "preact";
import type { Traffic } from "../data/model.ts";
import {
  availabilityOfHits,
  changeText,
  lengthText,
  millisecondsText,
  percentOf,
  shortText,
  sizeText,
  wholeText,
} from "../format.ts";
import { address, alertsNow, before, latencyNow, shownSpan, traffic } from "../state/picture.ts";

interface TileProps {
  readonly name: string;
  readonly value: string;
  /** What it counts. */
  readonly about: ComponentChildren;
  readonly change?: string | null;
  readonly isBad?: boolean;
}

function Tile({ name, value, about, change, isBad }: TileProps) {
  return (
    <div class={`tile${isBad ? " bad" : ""}`}>
      <dt>{name}</dt>
      <dd>
        <span class="number">{value}</span> {change && <span class="change">{change}</span>}
        <span class="about">{about}</span>
      </dd>
    </div>
  );
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Totals of a course. */
function totalsOf({ hits, failures, bytes }: Traffic) {
  return { hits: sum(hits), failures: sum(failures), bytes: sum(bytes) };
}

/** The largest p95-like value that the course knows: p99 of the steps weighs nothing, so the worst step is named as such. */
function LatencyTile() {
  const found = latencyNow.value;
  if (found === null || found.starts.length === 0) return null;
  const worst = Math.max(...found.p90), place = found.p90.indexOf(worst);
  return (
    <Tile
      name="slowest p90"
      value={millisecondsText(worst)}
      about={
        <>of {lengthText(found.step)} at {new Date(found.starts[place] * 1000).toISOString().slice(11, 19)}</>
      }
    />
  );
}

function AlertTile() {
  const found = alertsNow.value ?? [];
  const firing = found.filter(({ resolvedAt }) => resolvedAt === null).length;
  return (
    <Tile
      name={firing > 0 ? "alerts firing" : "alerts"}
      value={wholeText(firing > 0 ? firing : found.length)}
      about={firing > 0
        ? `of ${wholeText(found.length)} in this range`
        : found.length === 0
        ? "none in this range"
        : "in this range, all over"}
      isBad={firing > 0}
    />
  );
}

export function Tiles() {
  const now = traffic.value, span = shownSpan.value;
  if (now === null || span === null) return null;
  const totals = totalsOf(now), seconds = span.until - span.since;
  const earlier = before.value === null ? null : totalsOf(before.value);
  const availability = availabilityOfHits(totals.hits, totals.failures);
  const earlierAvailability = earlier && availabilityOfHits(earlier.hits, earlier.failures);
  const isMissing = address.value.compare && earlier === null;
  return (
    <>
      <dl class="tiles" aria-label="Totals of the range">
        <Tile
          name="hits per second"
          value={shortText(totals.hits / seconds)}
          about={
            <>
              <span data-total="hits">{wholeText(totals.hits)}</span> {totals.hits === 1 ? "hit" : "hits"} in
              {" "}
              {lengthText(seconds)}
            </>
          }
          change={earlier && changeText(totals.hits, earlier.hits)}
        />
        <Tile
          name="availability"
          value={availability === null ? "–" : percentOf(availability, true)}
          about={
            <>
              <span data-total="failures">{wholeText(totals.failures)}</span>{" "}
              {totals.failures === 1 ? "failure" : "failures"} (5xx)
            </>
          }
          change={availability !== null && earlierAvailability != null
            ? `before ${percentOf(earlierAvailability, true)}`
            : null}
          isBad={availability !== null && availability < 0.99}
        />
        <LatencyTile />
        <Tile
          name="bytes per second"
          value={`${sizeText(totals.bytes / seconds)}/s`}
          about={totals.bytes === 0 && totals.hits > 0
            ? "no size is known"
            : `${sizeText(totals.bytes)} sent`}
          change={earlier && changeText(totals.bytes, earlier.bytes)}
        />
        <AlertTile />
      </dl>
      {isMissing && (
        <p class="note">There is no span of this length before: choose a shorter range to compare.</p>
      )}
    </>
  );
}
