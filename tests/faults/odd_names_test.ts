// Role: directories whose files have odd names: every log is read whatever its name holds, and what is not read is named.

import assert from "node:assert/strict";
import { missingProgram } from "../outside_program.ts";
import { HEADER, lines, SOURCE, testInPlace } from "./place.ts";

const ODD_NAMES = [
  "a\nb.csv",
  "O.CSV",
  "two words.Log",
  `it's "q".csv`,
  "a*b?[c].csv",
  "\x1b[31mred.csv",
  "back\\slash.csv",
  "-n.csv",
  "${x}.csv",
  "ü\u202e.csv",
  "%41.csv",
];

for (const name of ODD_NAMES) {
  testInPlace(`a log is read whatever its name holds: ${JSON.stringify(name)}`, async (place) => {
    Deno.mkdirSync(place.path("d"));
    place.write(`d/${name}`, HEADER + lines(1, 10));
    assert.deepEqual(await place.speak(["d"]), { code: 0, said: "", records: { [SOURCE]: 10 } });
    place.append(`d/${name}`, lines(11, 12));
    assert.deepEqual(await place.speak(["d"]), { code: 0, said: "", records: { [SOURCE]: 12 } });
    assert.deepEqual(await place.speak([`d/${name}`, "d/*"]), {
      code: 0,
      said: "",
      records: { [SOURCE]: 12 },
    });
    place.rename(`d/${name}`, `d/${name}.1`);
    place.append(`d/${name}.1`, lines(13, 14));
    place.write(`d/${name}`, HEADER + lines(15, 16));
    assert.deepEqual(await place.speak(["d"]), { code: 0, said: "", records: { [SOURCE]: 16 } });
  });
}

testInPlace("a directory whose name holds a newline and a star is one", async (place) => {
  Deno.mkdirSync(place.path("d*\ne"));
  place.write("d*\ne/a.csv", HEADER + lines(1, 10));
  assert.deepEqual(await place.speak(["d*\ne/a.csv", "d*\ne"]), {
    code: 0,
    said: "",
    records: { [SOURCE]: 10 },
  });
  place.rename("d*\ne/a.csv", "d*\ne/b.csv");
  const { code, said } = await place.speak(["d*\ne/a.csv"]);
  assert.equal(code, 66);
  assert.match(said, /no such file/);
});

testInPlace(
  "what is left out of a directory is named once a run, safe to show; not with -q",
  async (place) => {
    Deno.mkdirSync(place.path("d"));
    Deno.mkdirSync(place.path("d/sub"));
    place.write("d/access.csv", HEADER + lines(1, 10));
    for (const name of ["notes.txt", "\x1b]0;x\x07\n.md", ".gitignore", ".hidden.csv"]) {
      place.write(
        `d/${name}`,
        "x\n",
      );
    }
    for (let times = 0; times < 2; times++) {
      const { code, said, records } = await place.speak(["d", "d"]);
      assert.deepEqual({ code, records }, { code: 0, records: { [SOURCE]: 10 } });
      assert.equal(
        said,
        `httplog: warning: 4 entries of "${place.path("d")}" were not read: ` +
          `"\\x1b]0;x\\x07\\x0a.md", ".hidden.csv", "notes.txt", "sub/". Name those that are logs.`,
      );
    }
    assert.equal((await place.speak(["d"], SOURCE, true)).said, "");
  },
);

testInPlace("of many that are left out, a few are named, and all are counted", async (place) => {
  Deno.mkdirSync(place.path("d"));
  for (let i = 0; i < 30; i++) place.write(`d/${i}.txt`, "x\n");
  place.write("d/access.csv", HEADER + lines(1, 10));
  const { said } = await place.speak(["d"]);
  assert.match(
    said,
    /^httplog: warning: 30 entries of "[^"]*" were not read: "0.txt", [^\n]* and 25 more\. /,
  );
});

testInPlace("the database beside its logs, and a log's rotated parts, are not left out", async (place) => {
  place.write("access.csv", HEADER + lines(11, 20));
  place.write("access.csv.1", HEADER + lines(1, 10));
  for (let times = 0; times < 2; times++) {
    assert.deepEqual(await place.speak(["."]), { code: 0, said: "", records: { [SOURCE]: 20 } });
  }
});

testInPlace(
  "a log whose name is no UTF-8 is left out and named, and does not keep the others from being read",
  async (place) => {
    Deno.mkdirSync(place.path("d"));
    place.write("d/access.csv", HEADER + lines(1, 10));
    const script = `printf 'x\\n' > "$1/$(printf '\\377').csv"`;
    const made = await new Deno.Command("sh", { args: ["-c", script, "sh", place.path("d")] }).output();
    assert.ok(made.success);
    const { code, said, records } = await place.speak(["d"]);
    assert.deepEqual({ code, records }, { code: 0, records: { [SOURCE]: 10 } });
    assert.match(said, /was not read: "\ufffd.csv"[^\n]*UTF-8/);
  },
  missingProgram("sh"),
);
