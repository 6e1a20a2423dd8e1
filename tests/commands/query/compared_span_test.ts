// Role: `--with`: which two spans are compared, and what is refused.

import assert from "node:assert/strict";
import { givenSpans } from "../../../src/commands/query/compared_span.ts";
import { Problem } from "../../../src/domain/problem.ts";

/** 2019-02-07T21:00:00Z. */
const LAST = 1549573200, DAY = 86400;
const range = (since: number | null, until: number | null = null) => ({ since, until });

Deno.test("--with: a week and the week before it, without and with an end", () => {
  assert.deepEqual(givenSpans("14d", range(LAST - 7 * DAY), LAST, LAST), {
    since: LAST - 7 * DAY,
    until: LAST,
    compared: { since: LAST - 14 * DAY, until: LAST - 7 * DAY },
  });
  assert.deepEqual(
    givenSpans("2019-02-01/2019-02-03T12:00", range(LAST - DAY, LAST), LAST, LAST).compared,
    {
      since: 1548979200,
      until: 1549195200,
    },
  );
  assert.deepEqual(givenSpans("yesterday", range(LAST - 60, LAST), LAST, LAST).compared, {
    since: 1549411200,
    until: 1549411200 + 60,
  });
  // Before there is any record nothing lies anywhere, and nothing fails.
  assert.deepEqual(givenSpans("2019-02-01", range(LAST), null, LAST).compared.since, 1548979200);
});

Deno.test("--with: what is no time, ends before it begins, or overlaps is refused", () => {
  const cases: [text: string, message: RegExp][] = [
    ["soon", /^--with "soon" is no time\. Allowed: .*; or two with a slash\.$/],
    ["2019-02-01/", /is no time/],
    ["2019-02-01/2019-02-02/2019-02-03", /has more than a begin and an end\.$/],
    ["2019-02-03/2019-02-01", /ends before it begins\.$/],
    [
      "1h",
      /^--with "1h" and the span from 2019-02-06T21:00:00Z to 2019-02-07T21:00:00Z have times in common/,
    ],
    ["\x1b[31m", /^--with "\\x1b\[31m" is no time/],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => givenSpans(text, range(LAST - DAY), LAST, LAST), (error) => {
      assert.ok(error instanceof Problem && error.kind === "usage");
      assert.match(error.message, message);
      return true;
    });
  }
});
