// Role: `--param name=value` → values bound in the SQL of `httplog query`.

import { Problem } from "../../domain/problem.ts";
import { printable } from "../../render/text/printable.ts";
import type { SqlValue } from "../../stores/store.ts";

const [LEAST, LARGEST] = [-(2n ** 63n), 2n ** 63n - 1n];

/**
 * `null`, integers (64 bits) and decimal numbers become such values, everything else text. Single quotes force text:
 * `code='007'`. Of a repeated name the last value counts.
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
