// Role: the edges of CSV: headers, quotes, line endings, numbers. What every format must do is in
// `tests/contracts/formats_test.ts`.

import { textIn } from "../record_of.ts";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import assert from "node:assert/strict";
import { csvReader } from "../csv_reader.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes";

/** What becomes of each line: "host|request|time|status|bytes", or the reason of its rejection. */
function outcomes(lines: string, header = HEADER): string[] {
  const bytes = new TextEncoder().encode(lines), seen: string[] = [];
  csvReader(new TextEncoder().encode(header)).read(bytes, 0, bytes.length, dateLimits(2e9), {
    accept: (record) => {
      const { time, status, size } = record;
      seen.push([textIn(record, "host"), textIn(record, "request"), time, status, size].join("|"));
    },
    reject: (reason) => seen.push(reason),
  });
  return seen;
}

const OUTCOMES: readonly (readonly [line: string, outcome: string | null])[] = [
  ["h,-,-,1,GET /,200,5", "h|GET /|1|200|5"],
  ['"h","-","-","1","GET /","200","5"', "h|GET /|1|200|5"],
  ["h,-,-,1,GET /,200,5\r", "h|GET /|1|200|5"],
  ['"h","-","-","1","GET /","200","5"\r', "h|GET /|1|200|5"],
  ['"a""b",-,-,1,"GET /""x"" y",200,5', 'a"b|GET /"x" y|1|200|5'],
  ['a"b,-,-,1,G"E"T,200,5', 'a"b|G"E"T|1|200|5'],
  ['"a,b",-,-,1,x,200,-', "a,b|x|1|200|0"],
  [",-,-,1,,200,5", "||1|200|5"],
  ["", null],
  ["\r", null],
  ['"h,-,-,1,GET /,200,5', "quote"],
  ['"h"x,-,-,1,GET /,200,5', "quote"],
  ['h,-,-,1,GET /,200,"5"\rx', "quote"],
  ["h,-,-,1,GET /,200", "fields"],
  ["h,-,-,1,GET /,200,5,", "fields"],
  ["h,-,-,,x,200,5", "date"],
  ["h,-,-,-1,x,200,5", "date"],
  ["h,-,-,+1,x,200,5", "date"],
  ["h,-,-,1.,x,200,5", "date"],
  ["h,-,-,.5,x,200,5", "date"],
  ["h,-,-,1e3,x,200,5", "date"],
  ["h,-,-,1.999,x,200,5", "h|x|1|200|5"],
  ["h,-,-,000000000000000000001,x,200,5", "h|x|1|200|5"],
  ["h,-,-,253402300800,x,200,5", "date"],
  ["h,-,-,253402300799,x,200,5", "future"],
  ["h,-,-,1,x,099,5", "status"],
  ["h,-,-,1,x,20,5", "status"],
  ["h,-,-,1,x,2000,5", "status"],
  ["h,-,-,1,x,999,5", "h|x|1|999|5"],
  ["h,-,-,1,x,200,", "bytes"],
  ["h,-,-,1,x,200,--", "bytes"],
  ["h,-,-,1,x,200,1.5", "bytes"],
  ["h,-,-,1,x,200,99999999999999999999", "h|x|1|200|9007199254740991"],
];

for (const [line, outcome] of OUTCOMES) {
  Deno.test(`csv: ${JSON.stringify(line)} is ${outcome ?? "no record"}`, () => {
    assert.deepEqual(outcomes(`${line}\n`), outcome === null ? [] : [outcome]);
    // The same among others.
    const good = "g,-,-,2,y,200,1\n";
    const around = outcomes(good + `${line}\n` + good);
    assert.deepEqual(around, ["g|y|2|200|1", ...(outcome === null ? [] : [outcome]), "g|y|2|200|1"]);
  });
}

for (const [length, outcome] of [[65536, "fields"], [65537, "too long"]] as const) {
  Deno.test(`csv: a line of ${length} bytes is ${outcome}, whatever ends it`, () => {
    for (const end of ["\n", "\r\n"]) {
      assert.deepEqual(outcomes("x".repeat(length) + end), [outcome]);
      assert.deepEqual(outcomes('"' + "x".repeat(length - 1) + end), [
        outcome === "fields" ? "quote" : outcome,
      ]);
    }
  });
}

Deno.test("csv: columns in any order, extra ones, quoted names, a byte order mark", () => {
  const header = '\ufeff"bytes",status,extra,request,"x,y",date,authuser,rfc931,remotehost';
  assert.deepEqual(outcomes('5,200,"a,b",GET /,z,1,-,-,h\n', header), ["h|GET /|1|200|5"]);
  assert.deepEqual(
    outcomes("h,1,GET /,200,5,a,b,\n", "remotehost,date,request,status,bytes,rfc931,authuser,"),
    [
      "h|GET /|1|200|5",
    ],
  );
});
