// Role: `deno task demo`: replays `access.csv` at a fast timescale into a temporary database, asks it three questions and
// writes a report, showing each command line as a person would type it. Its last line opens the report.

const PROJECT = new URL("../", import.meta.url);

/** One logged second takes two thousandths of a second: the forty minutes of the log pass in about five seconds. */
const TIMESCALE = "0.002";

/** What a person would type after `httplog`. */
const COMMANDS: readonly (readonly string[])[] = [
  ["replay", "sample_data/access.csv", "--source", "shop", "--timescale", TIMESCALE],
  ["query", "alerts"],
  ["query", "sections", "--since", "2019-02-07T21:18", "--until", "2019-02-07T21:22"],
  ["query", "SELECT host, sum(hits) AS hits FROM bucket_hosts GROUP BY host ORDER BY hits DESC LIMIT 5"],
];

/** A word as it would be typed in a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word}"`;
}

/** How a file is opened on this system. */
const OPENER = { darwin: "open", windows: "start" }[Deno.build.os as string] ?? "xdg-open";

/** It stays, so that it can be looked at. */
const report = `${await Deno.makeTempDir({ prefix: "httplog-report-" })}/report.html`;
const directory = await Deno.makeTempDir({ prefix: "httplog-demo-" });
const database = `${directory}/httplog.db`;
try {
  console.log(`$ export HTTPLOG_DB=${database}`);
  for (const words of [...COMMANDS, ["report", "--output", report, "--quiet"]]) {
    console.log(`\n$ httplog ${words.map(quoted).join(" ")}`);
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--allow-read",
        "--allow-write",
        "--allow-env",
        "main.ts",
        ...words,
      ],
      cwd: PROJECT,
      env: { HTTPLOG_DB: database },
    }).spawn();
    const { code } = await child.status;
    if (code !== 0) {
      Deno.exitCode = code;
      break;
    }
  }
  if (!Deno.exitCode) console.log(`\nTo look at all of it:\n\n  ${OPENER} ${quoted(report)}`);
} finally {
  await Deno.remove(directory, { recursive: true });
}
