// Role: puts the results of a backtest on standard output: rows in the format asked for, and in the table format the
// timeline and the changes below. Used by `backtest.ts`.

import { firingWithin } from "../../domain/backtest/episode.ts";
import type { Span } from "../../domain/backtest/span.ts";
import type { Host } from "../../host/host.ts";
import { RENDERERS } from "../../render/mod.ts";
import { timeline } from "../../render/drawing/timeline.ts";
import type { Answer } from "../../stores/store.ts";
import type { TriedRule } from "./results.ts";
import { alertChangeRows, ruleRows } from "./rows.ts";
import type { Invocation } from "../command.ts";

/** Columns of the timeline where there is no terminal. */
const WIDTH = 100;

/** Shows what was found within the span. `field` is what is swept. */
export function show(
  tried: readonly TriedRule[],
  field: string | null,
  within: Span,
  { values }: Invocation,
  { stdout }: Host,
): void {
  const renderer = RENDERERS.find(({ name }) => name === values.format) ?? RENDERERS[0];
  const width = stdout.isTerminal ? stdout.columns() : null;
  const rendered = (answer: Answer): string => [...renderer.render(answer, { width })].join("");
  if (values.show === "alerts") return stdout.write(rendered(alertChangeRows(tried, within, field, true)));
  stdout.write(rendered(ruleRows(tried, field)));
  if (renderer !== RENDERERS[0]) return;
  const rows = tried.map((rule) => ({
    label: rule.value ?? rule.result.id,
    spans: rule.result.episodes.map((episode) => firingWithin(episode, within)).filter(({ from, to }) =>
      to > from
    ),
  }));
  stdout.write(["\n", ...timeline(rows, within, width ?? WIDTH)].join(""));
  if (!tried.some(({ changes }) => changes !== null)) return;
  const changed = alertChangeRows(tried, within, field, false);
  stdout.write(changed.rows.length === 0 ? "\nNo alert changes.\n" : `\n${rendered(changed)}`);
}
