// Role: tests that an input which is no CSV log is named for what it is.

import assert from "node:assert/strict";
import { csvColumns } from "../../src/formats/csv_header.ts";
import { Problem } from "../../src/domain/problem.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes";
const COMMON = '10.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326';

function bytes(...values: number[]): Uint8Array {
  return new Uint8Array([...values, 1, 2, 3]);
}

function utf16(text: string): Uint8Array {
  return new Uint8Array([...text].flatMap((letter) => [letter.charCodeAt(0), 0]));
}

function messageOf(line: Uint8Array | string, input = "a.log"): string {
  try {
    csvColumns(typeof line === "string" ? new TextEncoder().encode(line) : line, input);
  } catch (error) {
    assert.ok(error instanceof Problem && error.kind === "data");
    return error.message;
  }
  return "";
}

Deno.test("an input that is no CSV log is named, with the next step, and never told to be completed", () => {
  const cases: readonly (readonly [line: Uint8Array | string, is: string])[] = [
    [bytes(0x42, 0x5a, 0x68, 0x39), "compressed with bzip2"],
    [bytes(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), "compressed with xz"],
    [bytes(0x50, 0x4b, 3, 4), "a zip archive"],
    [bytes(...Array(257).fill(0x61), ...new TextEncoder().encode("ustar")), "a tar archive"],
    [bytes(0xff, 0xfe, 0x72, 0), "text in UTF-16"],
    [bytes(0xfe, 0xff, 0, 0x72), "text in UTF-16"],
    [utf16(HEADER), "text in UTF-16"],
    [HEADER.replaceAll(",", ";"), "separated by semicolons"],
    [HEADER.replaceAll(",", "\t"), "separated by tabs"],
    [HEADER.split(",").map((name) => `"${name}"`).join(";"), "separated by semicolons"],
    ['{"remotehost":"10.0.0.1","status":200}', "JSON"],
    ["[", "JSON"],
    [COMMON, "a common log"],
    [`${COMMON} "-" "curl/8.0"`, "a combined log"],
    [`::1 - - [10/Oct/2000:13:55:36 -0700] "\\x16\\x03" 400 - "-" "-"`, "a combined log"],
    ["#Version: 1.0", "a W3C extended log"],
    ["Feb  7 21:11:00 web nginx[12]: hello", "a syslog file"],
    ["<!DOCTYPE html>", "HTML or XML"],
  ];
  for (const [line, is] of cases) {
    const message = messageOf(line);
    assert.ok(message.startsWith(`"a.log" is ${is}; this version reads CSV whose first line names`), message);
    assert.doesNotMatch(message, /missing/);
    assert.ok(message.endsWith("."), message);
  }
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
  assert.match(messageOf(utf16(HEADER), "standard input"), /: … \| iconv -f UTF-16 -t UTF-8 \| httplog/);
});

Deno.test("what is not recognized is not guessed at", () => {
  assert.match(messageOf(""), /^"a\.log" has no header line; .*Its first line is empty\./);
  assert.match(messageOf("10.0.0.2,-,-,1549573860,GET /,200,1"), /^"a\.log" has no header line;/);
  assert.match(messageOf("remotehost,date"), /^"a\.log" has no column rfc931, /);
  assert.match(messageOf("some prose"), /^"a\.log" has no header line;/);
  assert.equal(messageOf(HEADER), "");
  assert.equal(messageOf(`${HEADER};x`.replace("bytes;x", "x;y,bytes")), "");
});
