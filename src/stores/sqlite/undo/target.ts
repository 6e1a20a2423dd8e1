// Role: which run is to be undone, and whether it can be. First step of `undo.ts`.

import { Problem } from "../../../domain/problem.ts";
import type { Row, SqliteConnection } from "../connection.ts";
import { quoted } from "../errors.ts";
import { SPANS, UNDO_DEPTH } from "./parts.ts";
import type { UndoTarget } from "../../store.ts";

const DEEPEST = `Only the last ${UNDO_DEPTH} runs of a source that changed something can be undone`;

/** The run's row with its journal's and some columns of its source's. Throws a `Problem` where it cannot be undone. */
export function findUndoable(connection: SqliteConnection, target: UndoTarget, isAlone: boolean): Row {
  const wanted = "run" in target ? target.run : latestOf(connection, target.latestOf);
  const sql = `SELECT r.*, s.name, s.bucket_size, u.kind, u.later, u.later_minute, u.pruned FROM run AS r
    JOIN source AS s ON s.id = r.source_id LEFT JOIN undo_run AS u ON u.run_id = r.id WHERE r.id = ?`;
  const run = connection.get(sql, wanted);
  if (run === undefined) {
    throw new Problem(
      "usage",
      `There is no run ${wanted} in ${quoted(connection.path)}. See "httplog query runs".`,
    );
  }
  if (run.status === "undone") throw new Problem("usage", `Run ${wanted} was undone already.`);
  if (run.status === "running" && !isAlone) {
    throw new Problem("busy", `Run ${wanted} has not ended. Try again when it has.`);
  }
  const { latest } = connection.get(
    "SELECT max(run_id) AS latest FROM undo_run WHERE source_id = ?",
    run.source_id,
  )!;
  const source = `source ${quoted(String(run.name))}`;
  if (run.kind === null) {
    if (run.bytes === 0 && run.read === 0) {
      throw new Problem("usage", `Run ${wanted} changed nothing, so there is nothing to undo.`);
    }
    throw new Problem("usage", `Run ${wanted} of ${source} lies too far back. ${DEEPEST}.`);
  }
  if (Number(latest) !== wanted) {
    const message =
      `Run ${wanted} is not the latest run of ${source}: that is run ${latest}. Undo that one first.`;
    throw new Problem("usage", message);
  }
  if (run.kind === "fresh") {
    const advice = "Replay the right files or options with --fresh instead";
    throw new Problem("usage", `Run ${wanted} replaced all of ${source} and cannot be undone. ${advice}.`);
  }
  if (run.kind === "more" && wasPruned(connection, run)) {
    throw new Problem(
      "usage",
      `Run ${wanted} cannot be undone: what it changed in ${source} was pruned since.`,
    );
  }
  return run;
}

function latestOf(connection: SqliteConnection, source: string | null): number {
  const names = connection.all("SELECT name FROM source ORDER BY name").map(({ name }) => String(name));
  if (source !== null && !names.includes(source)) {
    const known = names.length === 0 ? "There is none yet" : `Sources: ${names.map(quoted).join(", ")}`;
    throw new Problem("usage", `There is no source ${quoted(source)}. ${known}.`);
  }
  if (source === null && names.length > 1) {
    throw new Problem("usage", `Which source? Name one with --source: ${names.map(quoted).join(", ")}.`);
  }
  const sql =
    `SELECT max(run_id) AS latest FROM undo_run JOIN source AS s ON s.id = source_id WHERE s.name = ?`;
  const latest = connection.get(sql, source ?? names[0] ?? "")?.latest ?? null;
  if (latest === null) {
    const of = names.length === 0 ? "" : ` of source ${quoted(source ?? names[0])}`;
    throw new Problem("usage", `There is no run${of} to undo. ${DEEPEST}.`);
  }
  return Number(latest);
}

/** Whether buckets that the run touched were pruned after it began. */
function wasPruned(
  connection: SqliteConnection,
  { id, source_id, bucket_size, later, pruned }: Row,
): boolean {
  const before = connection.get("SELECT before FROM pruned_sum WHERE source_id = ?", source_id)?.before ??
    null;
  if (before === null || before === pruned) return false;
  const sql = "SELECT min(key) AS first FROM undo_row WHERE run_id = ? AND part = ?";
  const first = connection.get(sql, id, SPANS.number)?.first ?? null;
  return Math.min(Number(first ?? Infinity), Number(later) + Number(bucket_size)) < Number(before);
}
