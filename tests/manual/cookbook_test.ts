// Role: queries of the cookbook on sources unlike the samples: of two days, with most of their seconds and minutes silent; of very many agents.

import assert from "node:assert/strict";
import { bundled } from "../end_to_end/programs.ts";
import { inTemporaryDirectory, run } from "../process.ts";
import { readDocument } from "./document.ts";

const COOKBOOK = readDocument("src/manual/cookbook.md");
const FIRST = Date.parse("2019-02-07T12:00:00Z") / 1000, DAY = 86_400;

/** Hits and failures by second: a burst at the same time of both days, failures in the first, single hits before each. */
function seconds(): Map<number, { readonly hits: number; readonly failures: number }> {
  const all = new Map<number, { hits: number; failures: number }>();
  for (const noon of [FIRST, FIRST + DAY]) {
    for (let minute = 10; minute >= 2; minute -= 4) all.set(noon - minute * 60, { hits: 1, failures: 0 });
    for (let second = 0; second < 60; second += 2) {
      all.set(noon + second, { hits: 50, failures: noon === FIRST && second < 30 ? 6 : 0 });
    }
  }
  return all;
}

function csv(): string {
  const lines = ['"remotehost","rfc931","authuser","date","request","status","bytes"'];
  for (const [time, { hits, failures }] of seconds()) {
    for (let hit = 0; hit < hits; hit++) {
      lines.push(`"10.0.0.1","-","apache",${time},"GET /a HTTP/1.0",${hit < failures ? 503 : 200},10`);
    }
  }
  return lines.join("\n") + "\n";
}

/** How many seconds from the end of the first whole window on have a mean of two minutes above the threshold. */
function secondsAbove(threshold: number): number {
  const all = seconds(), times = [...all.keys()], first = Math.min(...times), last = Math.max(...times);
  let sum = 0, above = 0;
  for (let time = first; time <= last; time++) {
    sum += (all.get(time)?.hits ?? 0) - (all.get(time - 120)?.hits ?? 0);
    if (time >= first + 119 && sum / 120 > threshold) above++;
  }
  return above;
}

type Ask = (...words: string[]) => Promise<string>;

/** Calls `test` with a program that runs in a directory of its own, where these files are. */
function cookbook(files: Readonly<Record<string, string>>, test: (httplog: Ask) => Promise<void>) {
  return inTemporaryDirectory(async (home) => {
    const { command: [program, ...options] } = await bundled(home);
    for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(`${home}/${name}`, text);
    await test(async (...words) => {
      const { code, stdout, stderr } = await run([program, ...options, ...words], { cwd: home });
      assert.equal(code, 0, stderr);
      return stdout.trim();
    });
  });
}

/** What the query below a heading answers, without its header. */
async function rowsOf(httplog: Ask, heading: string): Promise<string[]> {
  const section = COOKBOOK.text.slice(COOKBOOK.text.indexOf(heading));
  const [, sql] = /^httplog query "\n([^"]*)"$/m.exec(section)!;
  const answer = await httplog("query", sql.replaceAll("'outage'", "'shop'"), "--format", "csv");
  return answer.split(/\r?\n/).slice(1);
}

Deno.test("cookbook: minutes of two days stay apart, and silent ones count", () =>
  cookbook({ "access.csv": csv() }, async (httplog) => {
    await httplog("replay", "access.csv", "--source", "shop", "--quiet");
    const busiest = await rowsOf(httplog, "## 2. ");
    assert.deepEqual(busiest.slice(0, 2).sort(), ["2019-02-07T12:00Z,1500,25", "2019-02-08T12:00Z,1500,25"]);
    const jumps = (await rowsOf(httplog, "## 3. ")).slice(0, 2).sort();
    assert.deepEqual(jumps, ["2019-02-07T12:00Z,1500,0.2,1500", "2019-02-08T12:00Z,1500,0.2,1500"]);
    const above = [5, 10, 15, 20].map((threshold) => `${threshold},${secondsAbove(threshold)}`);
    assert.deepEqual(await rowsOf(httplog, "## 4. "), above);
    assert.deepEqual(await rowsOf(httplog, "## 8. "), ["2019-02-07T12:00Z,1500,90,94"]);
  }));

/** Thirteen hits of one bot, and one of each of 1,500 agents, half of which are bots: more than an hour keeps, once it is over. */
function manyAgents(): string {
  const line = (agent: string, time = "12:00") =>
    `10.0.0.1 - - [07/Feb/2019:${time}:00 +0000] "GET /a HTTP/1.1" 200 1000 "-" "${agent}"\n`;
  const others = Array.from(
    { length: 750 },
    (_, at) => line(`Onebot/${at}`) + line(`Mozilla/5.0 (X11) Gecko Firefox/${at}.0`),
  );
  return line("Tenbot/1.0").repeat(10) + others.join("") +
    ["12:40", "13:20", "14:00"].map((time) => line("Tenbot/1.0", time)).join("");
}

Deno.test("cookbook: hits of agents that an hour does not keep are a row of their own beside those of bots", () =>
  cookbook({ "access.log": manyAgents() }, async (httplog) => {
    await httplog("replay", "access.log", "--source", "web", "--quiet");
    const rows = await rowsOf(httplog, "## 11. ");
    assert.equal(rows.find((row) => row.startsWith("Tenbot,")), "Tenbot,13,0,0.9");
    assert.equal(rows.find((row) => row.startsWith("(other),")), "(other),501,0.5,33.1");
  }));
