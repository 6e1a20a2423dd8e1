// Role: the hour that winter time repeats is named where records of the second time are late, however few; stragglers are not.

import assert from "node:assert/strict";
import { replay } from "../../../../src/commands/replay/replay.ts";
import { fakeHost } from "../../../fake_host.ts";
import { inTemporaryDirectory } from "../../../process.ts";

const HOUR = 3600;

/** Local times of Berlin are written as if they were UTC: an hour before the repeated one, which is from 02:00 to 03:00. */
const BEGIN = Date.UTC(2019, 9, 27, 1) / 1000, REPEATED = BEGIN + HOUR;

/** What runs warn of, one each, after which the log has grown by these local times. */
function said(
  times: readonly (readonly number[])[],
  values: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  return inTemporaryDirectory(async (directory) => {
    const log = `${directory}/a.csv`,
      given = { db: `${directory}/x.db`, source: "x", tz: "Europe/Berlin", ...values };
    Deno.writeTextFileSync(log, "time,remote_addr,status,bytes\n");
    const told: string[] = [];
    for (const more of times) {
      const lines = more.map((time) => `${new Date(time * 1000).toISOString().slice(0, 19)},h,200,1\n`);
      Deno.writeTextFileSync(log, lines.join(""), { append: true });
      const host = fakeHost({ now: BEGIN + 86_400 });
      await replay.run({ flags: { quiet: true }, values: given, lists: {}, positionals: [log] }, host);
      told.push(host.stderr.text);
    }
    return told;
  });
}

/** A record every so many seconds, from an hour before until an hour after the repeated one, or for so long. */
function night(step: number, isTwice = true, length = 4 * HOUR): number[] {
  return Array.from({ length: length / step }, (_, i) => {
    const at = BEGIN + i * step;
    return isTwice && at >= BEGIN + 2 * HOUR ? at - HOUR : at;
  });
}

const TOLD =
  /^httplog: warning: \d[\d,]* of \d[\d,]* records? \([^)]*\) (was|were) late, and alerts do not see them: the clocks of Europe\/Berlin \(--tz\) were turned back, and the times from 2019-10-27T00:00:00Z to 2019-10-27T01:00:00Z came twice\.[^\n]*\n$/;

Deno.test("the hour that winter time repeats is named, as long as it makes records late", async () => {
  for (const step of [1, 60, 600, 900, 1200, 1800]) {
    assert.match((await said([night(step)]))[0], TOLD, String(step));
  }
  assert.deepEqual(await said([night(1)], { lateness: "3600" }), [""]);
  assert.deepEqual(await said([night(1, false)]), [""]);
  assert.doesNotMatch((await said([night(1)], { tz: "Europe/Moscow" }))[0], /turned back/);
});

Deno.test("the repeated hour is named by the runs that read few records of it each", async () => {
  for (const [step, each] of [[600, 1], [900, 1], [60, 5], [5, 60], [5, 3]]) {
    const [before, times] = [night(step, true, 2 * HOUR), night(step, true, 3 * HOUR)];
    const parts = [before, times.slice(before.length, before.length + each)];
    parts.push(times.slice(before.length + each, before.length + 2 * each));
    const [first, ...others] = await said(parts);
    assert.equal(first, "");
    assert.ok(others.some((text) => TOLD.test(text)), `${step} s: ${others}`);
  }
});

Deno.test("a few stragglers in the first of the repeated hours are no second one", async () => {
  for (const [step, every] of [[1, 700], [5, 150], [20, 50]]) {
    const times = night(step, false, 2 * HOUR).map((time, at) =>
      time > REPEATED + 200 && at % every === 0 ? time - 100 : time
    );
    const late = times.filter((time, at) => at > 0 && time < times[at - 1]).length;
    assert.ok(late >= 3, String(late));
    assert.doesNotMatch((await said([times]))[0], /turned back/, `${step} s`);
  }
});

Deno.test("the late records of the repeated hour are counted, not those of the whole run", async () => {
  const ordinary = Array.from({ length: 3000 }, (_, at) => BEGIN - 3 * HOUR + at - (at % 40 === 39 ? 60 : 0));
  const [text] = await said([[...ordinary, ...night(60)]]);
  assert.match(text, /^httplog: warning: 59 of 3,240 records /);
  assert.match(text, /turned back/);
});
