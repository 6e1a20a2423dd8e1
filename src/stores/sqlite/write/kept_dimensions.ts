// Role: which dimensions a source stores the values of: what it was begun with.

import {
  DEFAULT_DIMENSIONS,
  type DimensionName,
  DIMENSIONS,
  type KnownDimension,
} from "../../../domain/dimensions/dimensions.ts";
import { Problem } from "../../../domain/problem.ts";
import type { SqliteConnection } from "../connection.ts";
import { quoted } from "../errors.ts";
import type { RunDescription } from "../../store.ts";

/** The dimensions that a source keeps, whose column says so. */
export function keptDimensions(column: unknown): readonly KnownDimension[] {
  const names: readonly string[] = typeof column === "string" ? column.split(",") : DEFAULT_DIMENSIONS;
  return DIMENSIONS.filter(({ name }) => names.includes(name));
}

/** The column of these dimensions; null for those of a source that was begun without a choice. */
function columnOf(names: readonly DimensionName[] | undefined): string | null {
  if (names === undefined) return null;
  return DIMENSIONS.filter(({ name }) => names.includes(name)).map(({ name }) => name).join(",");
}

/** Throws a `Problem` "usage" where a run asks for other dimensions than the source keeps. */
export function checkDimensions(connection: SqliteConnection, run: RunDescription): void {
  if (run.dimensions === undefined) return;
  const row = connection.get("SELECT dimensions FROM source WHERE name = ?", run.source);
  const namesOf = (column: unknown) => keptDimensions(column).map(({ name }) => name).join(",");
  const stored = namesOf(row?.dimensions), given = namesOf(columnOf(run.dimensions));
  if (stored === given) return;
  const advice = "Leave the option out, use --fresh to replace what is stored, or --source to keep it apart";
  throw new Problem(
    "usage",
    `Source ${quoted(run.source)} is stored with --dimensions ${stored}, not ${given}. ${advice}.`,
  );
}

/** Which dimensions a run stores values of: as the source has them, unless it holds nothing and the run says which. */
export function dimensionsOf(
  connection: SqliteConnection,
  run: RunDescription,
  holdsResults: boolean,
): readonly DimensionName[] {
  const row = holdsResults || run.dimensions === undefined && !run.fresh
    ? connection.get("SELECT dimensions FROM source WHERE name = ?", run.source)
    : { dimensions: columnOf(run.dimensions) };
  return keptDimensions(row?.dimensions).map(({ name }) => name);
}

/** Stores which dimensions a source keeps that holds nothing. Only within a transaction. */
export function writeDimensions(
  connection: SqliteConnection,
  source: number,
  dimensions: readonly DimensionName[],
): void {
  const usual = columnOf(DEFAULT_DIMENSIONS), column = columnOf(dimensions);
  connection.run("UPDATE source SET dimensions = ? WHERE id = ?", column === usual ? null : column, source);
}

/** Which dimensions a source keeps. */
export function readDimensions(connection: SqliteConnection, source: number): readonly KnownDimension[] {
  return keptDimensions(connection.get("SELECT dimensions FROM source WHERE id = ?", source)?.dimensions);
}
