// Role: `query countries --geoip` and `country()` in SQL, on real files: whole, old, damaged, missing.

import assert from "node:assert/strict";
import { runCli } from "../../../src/cli/cli.ts";
import { fakeHost } from "../../fake_host.ts";
import { mmdb } from "../../lists/mmdb.ts";
import { replayed } from "../../reports/replayed.ts";

const BUILT = 1_600_000_000, DAY = 86400;
const FILE = mmdb({
  networks: {
    "192.0.2.0/24": { country: { iso_code: "DE" } },
    "2001:db8::/32": { country: { iso_code: "NL" } },
  },
  builtAt: BUILT,
});
const HOSTS = [
  "192.0.2.1",
  "192.0.2.2",
  "192.0.2.2",
  "2001:db8::7",
  "10.0.0.1",
  "example.com",
  "203.0.113.1",
];
const LINES = HOSTS.map((host, at) =>
  `"${host}","-","-",${1549573860 + at},"GET /x HTTP/1.0",${200 + at % 2 * 300},100\n`
)
  .join("");

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ask(now: number, ...words: string[]): Promise<Said> {
  const host = fakeHost({ now }), real = { sleep: () => new Promise<void>(() => {}) };
  const code = await runCli(["query", ...words], Object.assign(host, real));
  return { code, out: host.stdout.text, err: host.stderr.text };
}

/** A database of the lines, and a file of countries with these bytes. */
async function withFile(
  bytes: Uint8Array<ArrayBuffer>,
  work: (options: readonly string[], file: string) => Promise<void>,
): Promise<void> {
  await using log = await replayed(LINES);
  const file = `${log.database}.mmdb`;
  await Deno.writeFile(file, bytes);
  await work(["--db", log.database, "--format", "csv"], file);
}

Deno.test("hosts are counted by country, with those that have none", () =>
  withFile(FILE, async (options, file) => {
    for (const timeout of ["0", "20"]) {
      const { code, out, err } = await ask(
        BUILT,
        "countries",
        ...options,
        "--geoip",
        file,
        "--timeout",
        timeout,
      );
      assert.deepEqual([code, err], [0, ""]);
      assert.deepEqual(out.split("\r\n"), [
        "country,hits,share,bytes,failures,availability",
        "DE,3,0.428571,300,1,0.666667",
        "(unknown),2,0.285714,200,1,0.5",
        "(private),1,0.142857,100,0,1",
        "NL,1,0.142857,100,1,0",
        "",
      ]);
      const sql = "SELECT host, country(host) AS c FROM hourly_hosts WHERE c = 'NL'";
      const asked = await ask(BUILT, sql, ...options, "--geoip", file, "--timeout", timeout);
      assert.deepEqual([asked.code, asked.out, asked.err], [0, "host,c\r\n2001:db8::7,NL\r\n", ""]);
    }
  }));

Deno.test("a file that is older than 90 days says so, and is used", () =>
  withFile(FILE, async (options, file) => {
    const asked = (days: number) => ask(BUILT + days * DAY, "countries", ...options, "--geoip", file);
    assert.equal((await asked(90)).err, "");
    const { code, out, err } = await asked(91);
    assert.deepEqual([code, out.split("\r\n").length], [0, 6]);
    assert.equal(err, `"${file}" is of 2020-09-13, 91 days old: addresses may have changed hands since.\n`);
  }));

Deno.test("without a file, or with one that is missing or damaged, it is said what is wrong", () =>
  withFile(FILE.slice(0, -40), async (options, file) => {
    const cases: [words: string[], code: number, message: RegExp][] = [
      [["countries"], 64, /^httplog: The report "countries" needs --geoip FILE\.mmdb: a file of countries/],
      [["countries", "--geoip", `${file}.gone`], 66, /^httplog: Cannot open ".*gone": no such file\./],
      [
        ["countries", "--geoip", file],
        65,
        /^httplog: Cannot use ".*mmdb": it is damaged\. Fetch it again\.\n$/,
      ],
      [
        ["SELECT country(host) FROM bucket_hosts"],
        64,
        /country\(\) needs a file .* Add --geoip FILE\.mmdb\.\n$/,
      ],
      [["hosts", "--geoip", file], 64, /--geoip does not go with the report "hosts", but with: countries\./],
    ];
    for (const [words, wanted, message] of cases) {
      for (const timeout of ["0", "20"]) {
        const { code, out, err } = await ask(BUILT, ...words, ...options, "--timeout", timeout);
        assert.deepEqual([code, out], [wanted, ""], words.join(" "));
        assert.match(err, message);
      }
    }
  }));
