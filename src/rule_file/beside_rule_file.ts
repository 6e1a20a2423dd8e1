// Role: paths in a rule file are meant from where that file is, so that cron finds what a person found.

/**
 * A path as the rule file at `path` means it: relative ones begin in its directory.
 *
 * @example
 * ```ts
 * import { besideRuleFile } from "./beside_rule_file.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(besideRuleFile("pagerduty.key", "/etc/httplog/rules.toml"), "/etc/httplog/pagerduty.key");
 * assert.equal(besideRuleFile("/run/key", "rules.toml"), "/run/key");
 * ```
 */
export function besideRuleFile(file: string, path: string): string {
  if (/^([/\\]|[A-Za-z]:)/.test(file)) return file;
  return path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1) + file;
}
