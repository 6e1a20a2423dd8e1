// A stream that stays open: what has come is stored and shown while more is waited for, and at its end all is as if it had
// come at once.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { replay } from "../../src/commands/replay/replay.ts";
import type { InputFile } from "../../src/host/host.ts";
import { type FakeHost, fakeHost } from "../fake_host.ts";
import { dump } from "../law/dump.ts";
import { inTemporaryDirectory } from "../process.ts";

const HEADER = "time,remote_addr,status,bytes\n", START = 1_600_000_000;

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => `${START + from + i},10.0.0.${i % 9},200,1\n`.repeat(20))
    .join("");
}

/** Milliseconds after which what was not stored never will be. */
const LONG = 20_000;

/** A stream of these texts: each comes once `isDue`, which is called over and over with its number; so does the end. */
function opened(texts: readonly string[], isDue: (number: number) => boolean): InputFile {
  let at = 0;
  return {
    size: null,
    inode: null,
    device: null,
    async read(into) {
      for (const begun = Date.now(); !isDue(at);) {
        assert.ok(Date.now() - begun < LONG, `text ${at} is not stored`);
        await new Promise((resolve) => void setTimeout(resolve, 1));
      }
      return at === texts.length ? null : new TextEncoder().encodeInto(texts[at++], into).written;
    },
    seek: () => assert.fail("a stream"),
    [Symbol.dispose]: () => {},
  };
}

async function run(
  database: string,
  host: FakeHost,
  flags: { follow?: true },
): Promise<void> {
  const values = { db: database, source: "x", "alert-threshold": "10", "alert-window": "30", lateness: "5" };
  assert.equal(await replay.run({ flags, values, lists: {}, positionals: ["-"] }, host), 0);
}

for (const flags of [{}, { follow: true }] as const) {
  Deno.test(`what a stream has brought is stored while it waits${"follow" in flags ? ", with --follow" : ""}`, () =>
    inTemporaryDirectory(async (directory) => {
      const database = `${directory}/x.db`, texts = [HEADER + lines(0, 60), lines(60, 70), "1600000070,10.0"];
      const fake = fakeHost({ now: START + 1000 });
      const hits = (): number => {
        using db = new DatabaseSync(database, { readOnly: true });
        return Number(db.prepare("SELECT coalesce(sum(hits), 0) AS n FROM seconds").get()!.n);
      };
      const shown: string[] = [];
      const isDue = (number: number): boolean => {
        if (number === 0) return true;
        const isStored = hits() === 20 * (number === 1 ? 60 : 70);
        if (isStored) shown.push(fake.stdout.text);
        return isStored;
      };
      // A second takes a moment.
      const host = {
        ...fake,
        stdin: () => opened(texts, isDue),
        sleep: (seconds: number, stop: AbortSignal) =>
          new Promise<void>((resolve) => void setTimeout(resolve, 2)).then(() => fake.sleep(seconds, stop)),
      };
      await run(database, host, flags);
      assert.match(shown[0], /High traffic generated an alert/);
      assert.equal(shown[0].match(/^2020\S+ +\d+ hits /gm)?.length, 5, shown[0]);
      const whole = `${directory}/whole.db`;
      await run(whole, fakeHost({ now: START + 1000, stdin: texts.join("") }), {});
      assert.deepEqual(dump(database, "x", ["-"]), dump(whole, "x", ["-"]));
    }));
}
