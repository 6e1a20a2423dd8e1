// Role: pairing the alerts of two rule files: nothing is lost, nothing is paired twice, and equal files change nothing.

import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../src/domain/backtest/compare.ts";
import { episode, episodes } from "./episodes.ts";

Deno.test("each alert of both sides is in the answer once, in order, and paired only with one it meets", () =>
  fc.assert(fc.property(episodes, episodes, (before, now) => {
    const compared = compare(before, now);
    assert.deepEqual(compared.flatMap((each) => each.before ?? []), before);
    assert.deepEqual(compared.flatMap((each) => each.now ?? []), now);
    for (const { change, before, now } of compared) {
      if (change === "new") assert.ok(before === null && now !== null);
      else if (change === "gone") assert.ok(before !== null && now === null);
      else {
        const [a, b] = [before!.alert, now!.alert];
        assert.ok(a.firedAt < (b.resolvedAt ?? Infinity) && b.firedAt < (a.resolvedAt ?? Infinity));
        assert.equal(change === "same", a.firedAt === b.firedAt && a.resolvedAt === b.resolvedAt);
      }
    }
  })));

Deno.test("the same alerts have not changed, and a single one that is missing is the only one that has", () =>
  fc.assert(fc.property(episodes, fc.nat(), (all, pick) => {
    assert.ok(compare(all, all).every(({ change }) => change === "same"));
    if (all.length === 0) return;
    const without = all.toSpliced(pick % all.length, 1);
    const changes = (before: typeof all, now: typeof all) =>
      compare(before, now).map(({ change }) => change).filter((change) => change !== "same");
    assert.deepEqual(changes(without, all), ["new"]);
    assert.deepEqual(changes(all, without), ["gone"]);
  })));

Deno.test("an alert that became two has moved, and one is new", () => {
  const changes = (before: ReturnType<typeof episode>[], now: ReturnType<typeof episode>[]) =>
    compare(before, now).map(({ change }) => change);
  assert.deepEqual(changes([episode(10, 90)], [episode(10, 40), episode(50, 90)]), ["moved", "new"]);
  assert.deepEqual(changes([episode(10, 40), episode(50, 90)], [episode(10, 90)]), ["moved", "gone"]);
  assert.deepEqual(changes([episode(10, null)], [episode(10, 90)]), ["moved"]);
  assert.deepEqual(changes([episode(10, 20)], [episode(20, 30)]), ["gone", "new"]);
});
