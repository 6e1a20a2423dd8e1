// Role: what the chosen value goes with, as far as hits are counted by two values together; where they are not it says so.

import type { Companion, GoesWith, PageDimension, RouteLatency, Rows } from "../data/model.ts";
import { PAIRED_DIMENSIONS, ROUTE } from "../data/pairs.ts";
import { countText, millisecondsText, percentOf, wholeText } from "../format.ts";
import { address, go, goesWithNow, known, onlyDimension } from "../state/picture.ts";
import { Empty, limitOf, Panel, shownLine } from "./panel.tsx";

/** Rows of a table. */
const MOST_SHOWN = 10;

function rowsOf({ rows }: GoesWith): Pick<Rows, "columns" | "rows"> {
  return {
    columns: ["of", "dimension", "value", "with", "with_value", "hits", "at_most", "share"],
    rows: rows.map((row) => [
      ...[row.of, row.dimension, row.value, row.with, row.withValue],
      ...[row.hits, row.atMost, row.share],
    ]),
  };
}

/** "statuses", of the dimension's name. */
function pluralOf(name: string): string {
  return known.value?.dimensions.find((dimension) => dimension.name === name)?.plural ?? name;
}

function CompanionTable({ rows }: { readonly rows: readonly Companion[] }) {
  const [{ of, with: other }] = rows, shown = rows.slice(0, MOST_SHOWN);
  const plural = pluralOf(other), most = Math.max(...rows.map(({ hits }) => hits));
  return (
    <div>
      <h3>
        {plural[0].toUpperCase() + plural.slice(1)} <span class="quiet">of its hits with {of}</span>
      </h3>
      <table class="top-table" aria-label={`${plural} that it goes with`}>
        <thead>
          <tr>
            <th scope="col">{other}</th>
            <th scope="col">hits</th>
            <th scope="col">share of these</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ withValue, hits, atMost, share }) => (
            <tr key={withValue}>
              <th scope="row">
                <button
                  type="button"
                  class="value"
                  title={withValue}
                  onClick={() => go({ only: { dimension: other, value: withValue } })}
                >
                  {withValue === "" ? "(empty)" : withValue}
                </button>
                <svg
                  class="bar"
                  viewBox="0 0 100 1"
                  preserveAspectRatio="none"
                  aria-hidden="true"
                  focusable="false"
                >
                  <rect width={100 * hits / most} height="1" />
                </svg>
              </th>
              <td title={atMost === null || atMost === hits ? undefined : `at most ${wholeText(atMost)}`}>
                {atMost === hits ? "" : "≥ "}
                {wholeText(hits)}
              </td>
              <td>{atMost === hits ? "" : "≥ "}{percentOf(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <p class="note">{countText(rows.length - shown.length, "more value")}: CSV and query have them.</p>
      )}
    </div>
  );
}

function RouteFacts({ latency }: { readonly latency: RouteLatency }) {
  const { hits, unknown, atMost, p50, p90, p99, longest } = latency;
  const left = atMost === null ? 0 : atMost - hits - unknown;
  const facts = [["half took up to", p50], ["90 % up to", p90], ["99 % up to", p99], [
    "the longest",
    longest,
  ]];
  return (
    <div class="companion-facts">
      <h3>
        Durations{" "}
        <span class="quiet">
          of its {countText(hits, "hit")}{" "}
          with a duration{unknown > 0 && `; of ${wholeText(unknown)} none is known`}
          {left > 0 && `; up to ${countText(left, "more hit")} left out`}
        </span>
      </h3>
      <dl>
        {facts.map(([name, took]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{millisecondsText(Number(took))}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Why nothing is shown. */
function Unknown({ name, plural, noun }: PageDimension) {
  const words = plural.replaceAll("_", " ");
  if (name === ROUTE) {
    return (
      <Empty>
        How long the answers of this route took is not known here: hours keep it where a log has durations,
        and <code>replay --dimensions all</code> counts them by route.
      </Empty>
    );
  }
  if (!PAIRED_DIMENSIONS.includes(name)) {
    return (
      <Empty>
        Hits are not counted by {noun} and another value together: of {words} only the course is known.
      </Empty>
    );
  }
  const isOfPages = name === "path" || name === "referrer";
  return (
    <Empty>
      {isOfPages
        ? "No hit of it with status 404 is counted together with its page and referrer in this range. "
        : "No hit of it with status 400 or more is counted in this range. "}
      Of other hits it is not stored what goes with what.
    </Empty>
  );
}

export function CompanionsPanel() {
  const { only } = address.value, dimension = onlyDimension.value, found = goesWithNow.value;
  if (only === null || dimension === null || found === null) return null;
  const groups = [...Map.groupBy(found.rows, ({ of, with: other }) => `${of} ${other}`).values()];
  const isRoute = dimension.name === ROUTE, isPaired = PAIRED_DIMENSIONS.includes(dimension.name);
  const query = isRoute
    ? shownLine(["latency"], { by: ROUTE, limit: "0" })
    : isPaired
    ? shownLine(["goes-with"], { [dimension.name]: only.value, ...limitOf(found.rows.length) })
    : undefined;
  return (
    <Panel
      title="Goes with"
      about={
        <>
          what is counted together with {dimension.noun} <b class="wrap">{only.value}</b>
        </>
      }
      csv={isPaired ? { name: "goes-with", rows: () => rowsOf(found) } : undefined}
      query={query}
      notes={found.notes}
    >
      {found.latency !== null
        ? <RouteFacts latency={found.latency} />
        : groups.length === 0
        ? <Unknown {...dimension} />
        : (
          <div class="companions">
            {groups.map((rows) => <CompanionTable key={rows[0].with} rows={rows} />)}
          </div>
        )}
    </Panel>
  );
}
