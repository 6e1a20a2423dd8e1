// Role: whether a log is read as it is written, or as fast as can be: that decides whether answers wait.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Events } from "../../../src/commands/serve/events.ts";
import type { Host } from "../../../src/host/host.ts";
import { fakeHost } from "../../fake_host.ts";

/** Events of one source, by a clock that is moved by hand. */
class Course {
  #now = 1000;
  #sequence = 1;
  #until: number | null;
  #isChanged = true;
  readonly events: Events;

  constructor(until: number | null) {
    this.#until = until;
    const host: Host = Object.assign(Object.create(fakeHost()), { monotonic: () => this.#now });
    const watch = {
      look: () => this.#isChanged,
      states: () => [{ source: "shop", sequence: this.#sequence, until: this.#until }],
    };
    this.events = new Events(watch, host);
  }

  /** Lets time pass, and then commits records up to a time, if any is newer. */
  commit(seconds: number, until: number | null): boolean {
    this.#now += seconds;
    this.#sequence++;
    this.#until = until;
    this.#isChanged = true;
    this.events.look();
    this.#isChanged = false;
    return this.events.isRacing;
  }

  rest(seconds: number): boolean {
    this.#now += seconds;
    return this.events.isRacing;
  }
}

Deno.test("a log that is read as it is written does not race, in whatever pieces it comes", () => {
  const pieces = fc.array(
    fc.record({
      wait: fc.double({ min: 0.2, max: 3600, noNaN: true }),
      // Behind the clock by a buffer of the one who writes it.
      behind: fc.integer({ min: 0, max: 4 }),
      isSilent: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(fc.property(pieces, (given) => {
    const course = new Course(0);
    let clock = 0, until = 0;
    for (const { wait, behind, isSilent } of given) {
      clock += wait;
      if (!isSilent) until = Math.max(until, Math.floor(clock) - behind);
      assert.equal(course.commit(wait, until), false);
    }
  }));
});

Deno.test("one that is read as fast as can be races until some time after its end; so does one that begins", () => {
  const course = new Course(0);
  for (let commit = 1; commit <= 5; commit++) assert.equal(course.commit(1, commit * 60), true);
  assert.equal(course.rest(1), true);
  assert.equal(course.rest(2), false);
  assert.equal(course.commit(1, 304), false);
  assert.equal(new Course(null).commit(1, 10), true);
});
