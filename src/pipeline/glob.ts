// Role: file name patterns, for programs that are started without a shell (`expand_paths.ts`).

/** Whether a path holds a pattern in its last part. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(path.replace(/^.*[/\\]/, ""));
}

/**
 * A matcher for file names after POSIX (XCU 2.13): `*`, `?`, `[a-z]`, `[!a-z]`. A leading dot is matched by a dot only.
 *
 * @example
 * ```ts
 * import { matcher } from "./glob.ts";
 * import assert from "node:assert/strict";
 *
 * assert.ok(matcher("access*.csv")("access-1.csv"));
 * assert.ok(!matcher("*.csv")(".hidden.csv"));
 * ```
 */
export function matcher(pattern: string): (name: string) => boolean {
  const expression = pattern.replaceAll(/\[(!?)([^\]]+)\]|[*?]|[\\^$.()|{}+\]\[]/g, (found, not, set) => {
    if (found === "*") return ".*";
    if (found === "?") return ".";
    return set === undefined ? `\\${found}` : `[${not ? "^" : ""}${set.replaceAll(/[\\^\]]/g, "\\$&")}]`;
  });
  const whole = new RegExp(`^${expression}$`, "s");
  return (name) => (pattern.startsWith(".") || !name.startsWith(".")) && whole.test(name);
}
