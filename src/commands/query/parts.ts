// Role: a question in parts that threads answer side by side, as of one moment.

import type { Host } from "../../host/host.ts";
import type { Question } from "../../reports/report.ts";
import { queryInThread } from "../../stores/sqlite/query_with_timeout.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { Answer, Reader } from "../../stores/store.ts";

/**
 * The rows of all parts, in their order. Null where another process changed the database meanwhile, so that they would be of several
 * moments; and where no other thread can read it.
 */
export async function answerOfParts(
  reader: Reader,
  path: string,
  [own, ...others]: readonly Question[],
  host: Host,
): Promise<Answer | null> {
  using watch = sqlite.watch(path, true);
  if (watch === null) return null;
  watch.look();
  const asked = others.map((part) => queryInThread(host, { path, ...part, geoip: null }));
  const mine = async (): Promise<Answer> => await reader.query(own.sql, own.parameters);
  const answers = await Promise.all([mine(), ...asked]);
  if (watch.look()) return null;
  return { columns: answers[0].columns, rows: answers.flatMap(({ rows }) => rows) };
}
