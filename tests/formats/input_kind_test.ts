// Role: tests that an input which is no log is named for what it is.

import assert from "node:assert/strict";
import { csvFormat } from "../../src/formats/csv.ts";
import { isArchive, isTar } from "../../src/formats/input_kind.ts";
import { noFormat } from "../../src/formats/no_format.ts";
import { tarOf } from "../tar.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes";

function bytes(...values: number[]): Uint8Array {
  return new Uint8Array([...values, 1, 2, 3]);
}

function utf16(text: string): Uint8Array {
  return new Uint8Array([...text].flatMap((letter) => [letter.charCodeAt(0), 0]));
}

function messageOf(given: Uint8Array | string, input = "a.log", isGiven = false): string {
  const line = typeof given === "string" ? new TextEncoder().encode(given) : given;
  const misfit = { fitting: 3, failed: "its time is not in square brackets" };
  const problem = noFormat({ input, line, format: csvFormat, misfit, isGiven });
  assert.equal(problem.kind, "data");
  return problem.message;
}

Deno.test("an input that is no log is named, with the next step", () => {
  const cases: readonly (readonly [line: Uint8Array | string, is: string])[] = [
    [bytes(0x42, 0x5a, 0x68, 0x39), "compressed with bzip2"],
    [bytes(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), "compressed with xz"],
    [bytes(0x50, 0x4b, 3, 4), "a zip archive"],
    [tarOf({ "a.log": "10.0.0.1" }), "a tar archive"],
    [tarOf({ "PK\x03\x04.log": "10.0.0.1" }, "old"), "a tar archive"],
    [bytes(0xff, 0xfe, 0x72, 0), "text in UTF-16"],
    [bytes(0xfe, 0xff, 0, 0x72), "text in UTF-16"],
    [utf16(HEADER), "text in UTF-16"],
    ["<!DOCTYPE html>", "HTML or XML"],
    ["[", "one array of JSON"],
    ['[{"time":1},', "one array of JSON"],
    ["{", "JSON with objects over several lines"],
  ];
  for (const [line, is] of cases) {
    const message = messageOf(line);
    assert.ok(message.startsWith(`"a.log" is ${is}. `), message);
    assert.ok(message.endsWith("."), message);
  }
});

Deno.test("an archive that was cut off after a few bytes is one by its name, and a line that grows is none", () => {
  const cut = (...values: number[]): Uint8Array => new Uint8Array(values);
  for (
    const [bytes, name, is] of [
      [cut(0x42), "a.log.bz2", "compressed with bzip2"],
      [cut(0x42, 0x5a, 0x68), "a.log.bz2", "compressed with bzip2"],
      [cut(0xfd, 0x37), "a.log.xz", "compressed with xz"],
      [cut(0x50), "a.zip", "a zip archive"],
      [cut(0x1f), "a.log.Z", "compressed with compress"],
    ] as const
  ) {
    assert.ok(isArchive(bytes, name));
    assert.ok(messageOf(bytes, name).startsWith(`"${name}" is ${is}. `));
  }
  assert.ok(isArchive(cut(0x42, 0x5a, 0x68, 0x39, 0x31, 0x41), "a.log"));
  for (const text of ["{", "[", "B", "BZhang.example.com", "10.0.0.1 - -", ""]) {
    assert.ok(!isArchive(new TextEncoder().encode(text), "a.log"), text);
  }
  assert.ok(!isArchive(new TextEncoder().encode("10.0"), "a.bz2"));
});

Deno.test("a tar archive is known by its magic bytes or its sum, and a log by having neither", () => {
  const name = (length: number): Record<string, string> => ({ ["n".repeat(length)]: "10.0.0.1" });
  for (const length of [1, 50, 99, 100]) {
    for (const kind of ["posix", "gnu", "old"] as const) {
      const tar = tarOf(name(length), kind);
      assert.ok(isTar(tar), `${kind} ${length}`);
      assert.equal(isTar(tar.subarray(0, 300)), kind !== "old");
    }
  }
  const wrong = tarOf(name(9), "old");
  wrong[0]++;
  assert.ok(!isTar(wrong));
  for (const fill of [0, 0x30, 0x20, 0x37]) assert.ok(!isTar(new Uint8Array(1024).fill(fill)), String(fill));
  const line = `${"a".repeat(251)}\"GET /ustar HTTP/1.1" ${"b".repeat(400)}`;
  assert.ok(!isTar(new TextEncoder().encode(line.slice(line.indexOf("ustar") - 257))));
});

Deno.test("the next step can be typed as it is shown, for a file and for standard input", () => {
  const bzip2 = bytes(0x42, 0x5a, 0x68, 0x39), zip = bytes(0x50, 0x4b, 3, 4);
  assert.match(messageOf(bzip2), / Unpack it: bzip2 -dc "a\.log" \| httplog replay - --source NAME\.$/);
  assert.match(
    messageOf(bzip2, "standard input"),
    / Unpack it: … \| bzip2 -dc \| httplog replay - --source NAME\.$/,
  );
  assert.match(messageOf(zip, "standard input"), / … \| funzip \| httplog replay /);
  assert.match(
    messageOf(utf16(HEADER), "a.csv.gz"),
    /: gzip -dc "a\.csv\.gz" \| iconv -f UTF-16 -t UTF-8 \| httplog/,
  );
  assert.match(
    messageOf(tarOf({ a: "b" }), "logs.tar.gz"),
    / Unpack it into a directory, and name that; or, of one log, tar -xOf "logs\.tar\.gz" \| httplog replay - --source NAME\.$/,
  );
  assert.match(messageOf(tarOf({ a: "b" }), "standard input"), / … \| tar -xOf - \| httplog replay /);
  assert.match(messageOf(utf16(HEADER), "standard input"), /: … \| iconv -f UTF-16 -t UTF-8 \| httplog/);
});

Deno.test("what is not recognized is shown, with the nearest format and what fails in it", () => {
  assert.equal(
    messageOf("some prose"),
    'No known format: no line of "a.log" is a record. Its first line is <some prose>; the nearest format is csv, but its ' +
      'time is not in square brackets. See what each format makes of it: httplog check "a.log".',
  );
  assert.match(messageOf(""), /Its first line is empty;/);
  assert.match(messageOf("x".repeat(70), "standard input"), /<x{60}…>; .* httplog check -\.$/);
});

Deno.test("what does not fit a format that was named says so", () => {
  assert.match(
    messageOf("\x1b[31mred", "a\nb.log", true),
    /^"a\\x0ab\.log" cannot be read as csv: its time is not in square brackets\. Its first line is <\\x1b\[31mred>\. /,
  );
});
