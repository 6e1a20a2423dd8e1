// Role: `latency/…` of the API against the durations themselves, sorted.

import assert from "node:assert/strict";
import type { ApiAnswer } from "../../src/api/answer.ts";
import { answerRequest } from "../../src/api/answer_request.ts";
import { RESOURCES } from "../../src/api/mod.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../process.ts";
import { httplog } from "../page/program.ts";

const BEGIN = 1_549_573_860, STEP = 60, STEPS = 5;

/** Seconds from a millisecond to some seconds, each step slower than the one before. */
const DURATIONS = Array.from(
  { length: STEPS },
  (_, step) =>
    Array.from(
      { length: 200 },
      (_, place) => Number((0.001 * (step + 1) * 1.04 ** (place * 7919 % 200)).toFixed(3)),
    ),
);

function logText(): string {
  return DURATIONS.flatMap((durations, step) =>
    durations.map((duration, place) =>
      JSON.stringify({
        time: new Date((BEGIN + step * STEP + Math.floor(place * STEP / 200)) * 1000).toISOString(),
        remote_addr: "10.0.0.1",
        request: "GET /x HTTP/1.1",
        status: 200,
        body_bytes_sent: 1,
        request_time: duration,
      }) + "\n"
    )
  ).join("");
}

Deno.test("the percentiles of each step are within 1 %, and the classes hold every hit once", () =>
  inTemporaryDirectory(async (directory) => {
    Deno.writeTextFileSync(`${directory}/x.json`, logText());
    const database = `${directory}/x.db`;
    await httplog(
      ["replay", `${directory}/x.json`, "--source", "s", "--dimensions", "duration", "--quiet"],
      database,
    );
    using reader = sqlite.read(database);
    const ask = (path: string, parameters: string): ApiAnswer => {
      const request = { path, parameters: new URLSearchParams(parameters), now: BEGIN };
      const reply = answerRequest(request, RESOURCES, reader);
      assert.equal(reply.status, 200, JSON.stringify(reply.body));
      return reply.body as ApiAnswer;
    };
    const { columns, rows } = ask("latency/steps", `step=${STEP}`);
    assert.deepEqual(columns, ["start", "hits", "p50", "p90", "p95", "p99"]);
    assert.deepEqual(rows.map(([start]) => start), DURATIONS.map((_, step) => BEGIN + step * STEP));
    for (const [step, [, hits, ...percentiles]] of rows.entries()) {
      const sorted = DURATIONS[step].toSorted((one, other) => one - other);
      assert.equal(hits, sorted.length);
      for (const [place, share] of [0.5, 0.9, 0.95, 0.99].entries()) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] * 1e6;
        assert.ok(
          Math.abs(Number(percentiles[place]) - exact) <= 0.0101 * exact + 1,
          `${percentiles[place]} ${exact}`,
        );
      }
    }
    const heat = ask("latency/heat", `step=${STEP}`);
    const all = heat.rows.reduce((sum, row) => sum + Number(row[3]), 0);
    assert.equal(all, STEPS * 200);
    for (const [, least, most] of heat.rows) assert.ok(most === null || Number(least) < Number(most));
  }));
