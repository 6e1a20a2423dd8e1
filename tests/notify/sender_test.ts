// Role: the sender over a real store and real connections: what is sent when, in which order, and what is noted. Only the
// clock is the test's own, so that three days pass at once.

import assert from "node:assert/strict";
import { post } from "../../src/host/deno/post.ts";
import type { NotifierDefinition } from "../../src/domain/rules/definition.ts";
import { NOTIFIERS } from "../../src/notify/mod.ts";
import { Sender } from "../../src/notify/sending/sender.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Delivery, OutboxRow } from "../../src/stores/outbox.ts";
import { type FakeHost, fakeHost } from "../fake_host.ts";
import { inTemporaryDirectory } from "../process.ts";
import { type Course, statesIn, storeMessages } from "./outbox_material.ts";
import { Sink, transitionsTo } from "./sink.ts";

const NOW = 1_600_000_000;
const DAY = 86400;

/** A sender's surroundings. */
interface Scene {
  readonly path: string;
  readonly host: FakeHost;
  /** Everything that was noted, as "transition state". */
  readonly noted: string[];
  /** Sends what is due, for at most so many seconds of the test's clock. */
  drain(seconds: number): Promise<void>;
}

async function scene(
  courses: readonly Course[],
  sinks: Readonly<Record<string, readonly [type: NotifierDefinition["type"], sink: Sink]>>,
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const path = `${directory}/x.db`, host = fakeHost({ now: NOW, post: (request) => post(request, 0.3) });
    await storeMessages(path, courses, Object.keys(sinks));
    const noted: string[] = [];
    const recipients = new Map(
      Object.entries(sinks).map(([id, [type, { url }]]) => {
        const kind = NOTIFIERS.find(({ name }) => name === type)!;
        const definition = { id, type, url, secret: null };
        const secret = type === "pagerduty" ? "R".repeat(32) : type === "slack" ? `${url}/secret` : null;
        return [id, { definition, kind, secret, printable: (text: string) => text, page: null }];
      }),
    );
    const onDelivery = (row: OutboxRow, delivery: Delivery) =>
      void noted.push(`${row.transition} ${delivery.state}`);
    using store = sqlite.open(path, () => host.now());
    const lock = () => sqlite.lock(path, { now: NOW, allowNetwork: true, purpose: "sending" });
    const make = () =>
      new Sender(
        { outbox: store.outbox, recipients, maxAge: 3600, lock, onDelivery, onProblem: assert.fail },
        host,
      );
    await play({
      path,
      host,
      noted,
      // Each time a new one, as each run has: nothing may depend on what one remembers.
      drain: async (seconds) => {
        await using sender = make();
        await sender.drain(seconds);
      },
    });
  });
}

Deno.test("the end of an alert comes after its beginning, to everybody who was told of it", async () => {
  await using a = new Sink([200]);
  await using b = new Sink([202]);
  await scene(
    [["r", NOW - 60, NOW - 30]],
    { a: ["webhook", a], b: ["pagerduty", b] },
    async ({ drain, path }) => {
      await drain(0.001);
      assert.deepEqual(transitionsTo(a), ["alert.fired", "alert.resolved"]);
      assert.deepEqual(transitionsTo(b), ["trigger", "resolve"]);
      assert.deepEqual(statesIn(path), [
        "a r fired sent",
        "b r fired sent",
        "a r resolved sent",
        "b r resolved sent",
      ]);
      await drain(10);
      assert.equal(a.received.length + b.received.length, 4);
    },
  );
});

Deno.test("what fails for a while is tried again by the schedule, and only then what follows it", async () => {
  await using sink = new Sink([500, "close", "hang", [302, { location: "/elsewhere" }], 408, 429, 200]);
  await scene([["r", NOW - 60, NOW - 30]], { a: ["webhook", sink] }, async ({ drain, host, path }) => {
    const times: number[] = [];
    sink.onRequest = () => void times.push(host.now());
    for (let at = 0; at < 100; at++) {
      await drain(20);
      host.advance(1800);
    }
    assert.deepEqual(transitionsTo(sink), [...Array(7).fill("alert.fired"), "alert.resolved"]);
    assert.equal(new Set(sink.received.slice(0, 7).map(({ headers }) => headers["webhook-id"])).size, 1);
    assert.ok(sink.received.every((request) => request.path === "/"));
    const waits = times.slice(1, 7).map((time, place) => time - times[place]);
    for (const [place, least] of [5, 300, 1800, 7200, 18000, 36000].entries()) {
      assert.ok(waits[place] >= least && waits[place] <= least * 1.1 + 1801, `${place}: ${waits[place]}`);
    }
    assert.equal(times[7] - times[6], 0);
    assert.deepEqual(statesIn(path), ["a r fired sent", "a r resolved sent"]);
  });
});

Deno.test("after three days it is given up, and the end of what nobody heard of is not told", async () => {
  await using sink = new Sink([503]);
  await scene([["r", NOW - 60, NOW - 30]], { a: ["webhook", sink] }, async ({ drain, host, path }) => {
    let ended = 0;
    for (let at = 0; at < 2 * 24 * 5; at++) {
      await drain(20);
      if (ended === 0 && statesIn(path)[0] !== "a r fired pending") ended = host.now() - NOW;
      host.advance(1800);
    }
    assert.ok(ended > 2.9 * DAY && ended < 3.5 * DAY, `${ended / DAY} days`);
    assert.equal(sink.received.length, 10);
    assert.deepEqual(statesIn(path), ["a r fired failed", "a r resolved skipped"]);
  });
});

Deno.test("Retry-After is honoured for everything that goes to the same notifier, and other notifiers do not wait", async () => {
  await using slow = new Sink([[429, { "retry-after": "120" }], 200]);
  await using quick = new Sink([200]);
  const courses: Course[] = [["r", NOW - 60], ["s", NOW - 50]];
  await scene(courses, { slow: ["webhook", slow], quick: ["webhook", quick] }, async ({ drain, host }) => {
    await drain(20);
    assert.deepEqual([slow.received.length, quick.received.length], [1, 2]);
    await drain(0.001);
    host.advance(119);
    await drain(0.001);
    assert.equal(slow.received.length, 1);
    host.advance(2.5);
    await drain(0.001);
    assert.equal(slow.received.length, 3);
  });
});

Deno.test("4xx is final; 410 switches a webhook off, and nothing else", async () => {
  await using bad = new Sink([400]);
  await using gone = new Sink([410]);
  const courses: Course[] = [["r", NOW - 60, NOW - 30], ["s", NOW - 50]];
  await scene(courses, { bad: ["pagerduty", bad], gone: ["webhook", gone] }, async ({ drain, path }) => {
    await drain(20);
    await drain(20);
    assert.equal(bad.received.length, 2);
    assert.equal(gone.received.length, 1);
    assert.deepEqual(statesIn(path), [
      "bad r fired failed",
      "gone r fired gone",
      "bad r resolved skipped",
      "gone r resolved skipped",
      "bad s fired failed",
      "gone s fired skipped",
    ]);
  });
});

Deno.test("history pages nobody, but an end is told however late it is", async () => {
  await using sink = new Sink([200]);
  const courses: Course[] = [["old", NOW - 3601, NOW - 10], ["new", NOW - 3600]];
  await scene(courses, { a: ["webhook", sink] }, async ({ drain, host, path }) => {
    await drain(20);
    assert.deepEqual(sink.received.map(({ body }) => JSON.parse(body).data.rule), ["new"]);
    assert.deepEqual(statesIn(path), ["a old fired skipped", "a old resolved skipped", "a new fired sent"]);
    await storeMessages(path, [["new", NOW - 3600, NOW + 60]], ["a"], "resolved");
    host.advance(10 * DAY);
    await drain(20);
    assert.equal(transitionsTo(sink).at(-1), "alert.resolved");
  });
});

Deno.test("an alert that goes on is told to Alertmanager again, about once a minute, until it ends; to others once", async () => {
  await using again = new Sink([200]);
  await using once = new Sink([202]);
  const sinks = { again: ["alertmanager", again], once: ["pagerduty", once] } as const;
  await scene([["r", NOW - 60]], sinks, async ({ drain, host, path, noted }) => {
    for (let at = 0; at < 10; at++) {
      await drain(1);
      host.advance(30);
    }
    assert.equal(again.received.length, 5);
    assert.equal(once.received.length, 1);
    const bodies = again.received.map(({ body }) => JSON.parse(body)[0]);
    assert.ok(bodies.every(({ endsAt }) => endsAt === undefined));
    await storeMessages(path, [["r", NOW - 60, NOW + 60]], ["again", "once"], "resolved");
    await drain(1);
    host.advance(3600);
    await drain(1);
    assert.equal(
      JSON.parse(again.received.at(-1)!.body)[0].endsAt,
      new Date((NOW + 60) * 1000).toISOString().replace(".000", ""),
    );
    assert.equal(again.received.length, 6);
    assert.deepEqual(noted, ["fired sent", "fired sent", "resolved sent", "resolved sent"]);
  });
});

Deno.test("a clock that was years ahead when an attempt failed, or a message was sent, holds nothing back", async () => {
  await using again = new Sink([200]);
  await using down = new Sink([503, 200]);
  const sinks = { again: ["alertmanager", again], down: ["webhook", down] } as const;
  await scene([["r", NOW - 60]], sinks, async ({ drain, host, path }) => {
    host.advance(700 * DAY);
    // The alert would be too old by then to be told at all.
    await storeMessages(path, [["s", NOW + 700 * DAY]], Object.keys(sinks));
    await drain(0.001);
    assert.deepEqual([again.received.length, down.received.length], [1, 1]);
    host.advance(-700 * DAY);
    await drain(20);
    assert.deepEqual([again.received.length, down.received.length], [2, 2]);
    assert.deepEqual(statesIn(path).slice(2), ["again s fired sent", "down s fired sent"]);
    await drain(1);
    assert.equal(again.received.length, 2, "the repeat is noted by the clock that is right");
  });
});

Deno.test("a signal ends sending after the request that is under way, and it is noted", async () => {
  await using sink = new Sink([200]);
  const courses: Course[] = [["r", NOW - 60], ["s", NOW - 50], ["t", NOW - 40]];
  await scene(courses, { a: ["webhook", sink] }, async ({ drain, host, path }) => {
    sink.onRequest = () => void (sink.received.length === 2 && host.stop("SIGTERM"));
    await drain(20);
    assert.deepEqual(statesIn(path), ["a r fired sent", "a s fired sent", "a t fired pending"]);
  });
});

Deno.test("a notifier that the rule file does not have keeps its messages waiting, and nobody else", async () => {
  await using sink = new Sink([200]);
  await scene([["r", NOW - 60]], { a: ["webhook", sink] }, async ({ drain, path }) => {
    await storeMessages(path, [["s", NOW - 50]], ["b"]);
    await drain(20);
    assert.deepEqual(statesIn(path), ["a r fired sent", "b s fired pending"]);
  });
});
