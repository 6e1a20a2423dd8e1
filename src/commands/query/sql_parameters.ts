// Role: `--param name=value` → values bound in the SQL of `httplog query`.

import { Problem } from "../../domain/problem.ts";
import { printable } from "../../render/text/printable.ts";
import type { SqlValue } from "../../stores/store.ts";

const [LEAST, LARGEST] = [-(2n ** 63n), 2n ** 63n - 1n];

/**
 * Reads the values by what they look like: `null`, integers (64 bits), decimal numbers; everything else is text. Text
 * that looks like one of these is put in single quotes: `code='007'`. A name that is given twice has its last value.
 *
 * Errors: `Problem` "usage" for a text that is not `name=value`.
 *
 * @example
 * ```ts
 * import { parameters } from "./sql_parameters.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parameters(["n=5", "s=/api", "zip='007'"]), { n: 5, s: "/api", zip: "007" });
 * ```
 */
export function parameters(given: readonly string[]): Record<string, SqlValue> {
  return Object.fromEntries(given.map((text) => {
    const parts = /^[:@$]?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text);
    if (parts === null) {
      throw new Problem(
        "usage",
        `--param "${
          printable(text)
        }" is not name=value. Write --param since=1431857103 for :since in the SQL.`,
      );
    }
    return [parts[1], valueOf(parts[2])];
  }));
}

function valueOf(text: string): SqlValue {
  if (text === "null") return null;
  if (/^[+-]?\d+$/.test(text)) {
    const integer = BigInt(text.replace("+", ""));
    if (integer >= LEAST && integer <= LARGEST) {
      return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    }
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text);
  const quoted = /^'(.*)'$/s.exec(text);
  return quoted ? quoted[1] : text;
}
