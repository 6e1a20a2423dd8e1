// Role: the frame of a part of the page: its title, what its numbers count, and the two ways out of it: CSV, and the command line.

import type { ComponentChildren } from "preact";
import { csvRenderer } from "../../render/csv.ts";
import { optionTime, queryLine } from "../format.ts";
import { address, known, notice, shownSpan } from "../state/picture.ts";
import { covers } from "../data/client.ts";
import type { Rows } from "../data/model.ts";

/** What a part is made of. */
interface PanelProps {
  readonly title: string;
  /** What the numbers count, in a few words. */
  readonly about?: ComponentChildren;
  /** Name of the file, without its ending, and its rows. */
  readonly csv?: { readonly name: string; readonly rows: () => Pick<Rows, "columns" | "rows"> };
  /** The words of `httplog query` that give the same rows. */
  readonly query?: string;
  readonly notes?: readonly string[];
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** The options of `query` for what is shown: source, and the range where the report has one. */
export function shownOptions(ranged = true): Record<string, string | null> {
  const span = shownSpan.value, all = known.value;
  if (!ranged || span === null || all === null) return { source: address.value.source };
  const isWhole = all.whole !== null && covers(all.whole, span),
    { since, until } = isWhole ? all.asked : span;
  return {
    since: since === null ? null : optionTime(since),
    until: until === null ? null : optionTime(until),
    source: address.value.source,
  };
}

/** A command line with the range that is shown. */
export function shownLine(
  words: readonly string[],
  more: Record<string, string | null> = {},
  ranged = true,
): string {
  return queryLine(words, { ...shownOptions(ranged), ...more });
}

/** Rows that a report of `query` has by itself. */
const REPORT_ROWS = 20;

/** The option of `query` that gives as many rows, where a report would give fewer by itself. */
export function limitOf(rows: number): Record<string, string> {
  return rows > REPORT_ROWS ? { limit: String(rows) } : {};
}

function save(name: string, { columns, rows }: Pick<Rows, "columns" | "rows">): void {
  const text = [...csvRenderer.render({ columns, rows }, { width: null })].join("");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = `httplog-${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Copies a text, and shows it: where copying is not allowed it can be marked by hand. */
export async function copyText(title: string, text: string): Promise<void> {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = false;
  }
  notice.value = { title: done ? `${title} copied` : title, text };
}

/** One part of the page. */
export function Panel({ title, about, csv, query, notes = [], class: extra = "", children }: PanelProps) {
  return (
    <section class={`panel ${extra}`} aria-label={title}>
      <header class="panel-head">
        <h2>{title}</h2>
        {about && <p class="about">{about}</p>}
        <div class="actions">
          {csv && (
            <button
              type="button"
              onClick={() => save(csv.name, csv.rows())}
              aria-label={`${title}: save as CSV`}
            >
              CSV
            </button>
          )}
          {query && (
            <button
              type="button"
              onClick={() => copyText("Command line", query)}
              title={query}
              aria-label={`${title}: copy the httplog query line`}
            >
              query
            </button>
          )}
        </div>
      </header>
      {children}
      {notes.map((note) => <p class="note" key={note}>{note}</p>)}
    </section>
  );
}

/** Why there is nothing, and what to do. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
