// Role: tests of the status line: what it says, that it fits, how often it is drawn.

import assert from "node:assert/strict";
import { statusLine } from "../../../../src/commands/replay/announce/status_line.ts";
import { statusText } from "../../../../src/commands/replay/announce/status_text.ts";
import { fakeHost } from "../../../fake_host.ts";
import { progress } from "../../announce_samples.ts";

Deno.test("it says how far, how fast, how near the threshold and how long still", () => {
  assert.equal(
    statusText(progress(), 110, false),
    `[${"#".repeat(14)}${
      "-".repeat(14)
    }]  50%  2019-02-07T21:12:50Z  2,000 records/s  13.49 of 10 hits/s  0:10 left`,
  );
  assert.ok(statusText(progress(), 110, true).includes("\x1b[31m13.49 of 10 hits/s\x1b[0m"));
  assert.ok(statusText(progress({ rate: 10 }), 110, true).includes("\x1b[32m10.00 of 10 hits/s\x1b[0m"));
});

Deno.test("what is not known is missing", () => {
  const unknown = progress({ bytesTotal: null, eventTime: null, rate: null, elapsed: 0, bytesDone: 1500 });
  assert.equal(statusText(unknown, 110, false), "1.5 kB  - of 10 hits/s");
  assert.match(statusText(progress({ bytesDone: 0 }), 110, false), / 0% [^l]*$/);
  assert.match(statusText(progress({ bytesDone: 2000 }), 110, false), /\[#{28}\] {2}100% .* 0:00 left$/);
  assert.match(statusText(progress({ bytesDone: 0, bytesTotal: 0 }), 110, false), /100%/);
});

Deno.test("it fits every width, the important last", () => {
  for (let columns = 3; columns < 150; columns++) {
    const text = statusText(progress(), columns, false);
    assert.ok(text.length <= columns, `${columns}: ${text}`);
    assert.match(text, /50%/);
  }
  assert.equal(statusText(progress(), 48, false), "50%  2019-02-07T21:12:50Z  13.49 of 10 hits/s");
});

Deno.test("on 80 columns the bar and the number of alerts stay", () => {
  const text = statusText(progress({ firing: 2 }), 77, false);
  assert.match(text, /^\[#+-+\] {2}50% {2}2019-02-07T21:12:50Z {2}13\.49 of 10 hits\/s {2}2 alerts/);
  assert.ok(text.length <= 77);
});

Deno.test("a followed log that has been read to its end is live: no bar, no share, no time left", () => {
  const live = progress({ live: true, bytesDone: 1000, firing: 1 });
  assert.equal(statusText(live, 77, false), "live, up to 21:12:50  13.49 of 10 hits/s  1 alert");
  assert.match(statusText(progress({ live: true, eventTime: null }), 77, false), /^live {2}13/);
});

Deno.test("it is drawn ten times a second at most, erased for what is printed, and drawn again", () => {
  const host = fakeHost({ terminal: 60 });
  const status = statusLine(host, false);
  const drawings = () => host.stderr.text.split("50%").length - 1;
  for (let call = 0; call < 1000; call++) {
    status.update(progress());
    host.advance(0.001);
  }
  assert.ok(drawings() >= 9 && drawings() <= 11, `${drawings()}`);
  host.stderr.text = "";
  status.above(() => host.stderr.write("printed\n"));
  assert.equal(host.stderr.text, "\r\x1b[Kprinted\n");
  status.update(progress());
  assert.equal(drawings(), 1);
});
