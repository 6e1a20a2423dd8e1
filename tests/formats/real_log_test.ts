// Role: 10,000 real requests, written as a combined log and as CSV: both give the same records.

import assert from "node:assert/strict";
import { testUnless } from "../outside_program.ts";
import { csvReader } from "../csv_reader.ts";
import { clfFormat } from "../../src/formats/families/clf.ts";
import { type Fields, outcomesOf, readerOf } from "./outcomes.ts";

const FOLDER = new URL("../../../shared/data/", import.meta.url);

function readLog(name: string): Uint8Array | null {
  try {
    return Deno.readFileSync(new URL(name, FOLDER));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

const combined = readLog("access_2015_may_10k.combined.log"), csv = readLog("access_2015_may_10k.csv");
const missing = combined === null || csv === null ? "../shared/data is not beside the project" : null;

testUnless(missing, "real log: as a combined log and as CSV it has the same records", () => {
  const [log, table] = [combined!, csv!];
  const first = new TextDecoder().decode(log.subarray(0, log.indexOf(10))), header = table.indexOf(10);
  const counted = ({ host, time, request, status, size = 0 }: Fields) => ({
    host,
    time,
    request,
    status,
    size,
  });
  const all = (outcomes: (Fields | string)[]) =>
    outcomes.map((one) => typeof one === "string" ? one : counted(one));
  const found = all(outcomesOf(readerOf(clfFormat, first), log));
  const wanted = all(
    outcomesOf(csvReader(table.subarray(0, header)), table.subarray(header + 1)),
  );
  assert.equal(found.length, 10_000);
  assert.deepEqual(found, wanted);
});
