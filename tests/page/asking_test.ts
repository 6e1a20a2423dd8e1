// Role: when the page asks: newest wins, nothing is asked twice at once, and no change is lost.

import assert from "node:assert/strict";
import { Asking } from "../../src/page/state/asking.ts";

Deno.test("what is on its way is not asked again, and is asked once more where a change came meanwhile", async () => {
  const asking = new Asking(), seen: string[] = [], slow = Promise.withResolvers<string>();
  let again = 0;
  const first = asking.begin(true, () => again++);
  const answered = first.keep("slow", () => slow.promise, (found) => seen.push(found));
  await first.keep("quick", () => Promise.resolve("quick 1"), (found) => seen.push(found));
  const second = asking.begin(false, () => again++);
  const never = (): Promise<string> => Promise.reject(new Error("It is on its way."));
  assert.equal(await second.keep("slow", never, () => {}), false);
  await second.keep("quick", () => Promise.resolve("quick 2"), (found) => seen.push(found));
  slow.resolve("slow 1");
  assert.equal(await answered, true);
  assert.deepEqual(seen, ["quick 1", "quick 2", "slow 1"]);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  assert.equal(again, 1);
});

Deno.test("answers to what was asked before a move are left, their faults as well", async () => {
  const asking = new Asking(), seen: string[] = [], before = Promise.withResolvers<string>();
  const first = asking.begin(true, () => {});
  const answered = first.keep("traffic", () => before.promise, (found) => seen.push(found));
  const second = asking.begin(true, () => {});
  assert.deepEqual([first.isLatest(), second.isLatest()], [false, true]);
  await second.keep("traffic", () => Promise.resolve("new"), (found) => seen.push(found));
  before.resolve("old");
  assert.equal(await answered, false);
  assert.deepEqual(seen, ["new"]);
});
