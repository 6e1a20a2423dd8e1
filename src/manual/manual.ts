// Role: the manual: its pages, in the order in which they are listed. A new page is one file and two lines here. The program
// loads it only for a help text: in a bundle it is a file of its own, because text in the main one would slow down every
// start (130 kB of it by 7 %).

import replay from "./replay.md" with { type: "text" };
import formats from "./formats.md" with { type: "text" };
import rotation from "./rotation.md" with { type: "text" };
import follow from "./follow.md" with { type: "text" };
import query from "./query.md" with { type: "text" };
import serve from "./serve.md" with { type: "text" };
import watch from "./watch.md" with { type: "text" };
import sql from "./sql.md" with { type: "text" };
import cookbook from "./cookbook.md" with { type: "text" };
import report from "./report.md" with { type: "text" };
import rules from "./rules.md" with { type: "text" };
import slo from "./slo.md" with { type: "text" };
import notify from "./notify.md" with { type: "text" };
import backtest from "./backtest.md" with { type: "text" };
import cron from "./cron.md" with { type: "text" };
import database from "./database.md" with { type: "text" };
import semantics from "./semantics.md" with { type: "text" };
import exitCodes from "./exit-codes.md" with { type: "text" };
import limits from "./limits.md" with { type: "text" };
import benchmarks from "./benchmarks.md" with { type: "text" };
import internals from "./internals.md" with { type: "text" };
import { drawPage, type PageLook } from "./page/draw.ts";

/** One page, as it is listed. */
export interface Topic {
  /** As it is typed after `httplog help`. */
  readonly name: string;
  /** One line. */
  readonly summary: string;
}

/** The pages. */
export interface Manual {
  /** All of them, in order. */
  readonly topics: readonly Topic[];
  /** The page of a topic as text; null where there is none of this name. */
  page(topic: string, look: PageLook): Promise<string | null>;
  /** The topic whose page shows the options of a command; null where none does. */
  topicOf(command: string): string | null;
}

const PAGES: ReadonlyMap<string, string> = new Map(Object.entries({
  replay,
  formats,
  rotation,
  follow,
  query,
  serve,
  watch,
  sql,
  cookbook,
  report,
  rules,
  slo,
  notify,
  backtest,
  cron,
  database,
  semantics,
  "exit-codes": exitCodes,
  limits,
  benchmarks,
  internals,
}));

/** The manual of this version. */
export const manual: Manual = {
  // A page begins with `# topic: what it is about`.
  topics: [...PAGES].map(([name, text]) => ({
    name,
    summary: text.slice(0, text.indexOf("\n")).replace(/^# [^:]*: /, ""),
  })),
  async page(topic: string, look: PageLook): Promise<string | null> {
    const text = PAGES.get(topic);
    return text === undefined ? null : await drawPage(text, look);
  },
  topicOf(command: string): string | null {
    const marker = `<!-- table: options ${command} -->`;
    return [...PAGES].find(([, text]) => text.includes(marker))?.[0] ?? null;
  },
};
