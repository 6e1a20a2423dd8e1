// Role: makes `combined.log`, `nginx.json` and `w3c.log`: three minutes of `access.csv` with its first spike, as three servers
// would have written them. Written by `generate.ts`.

import { accessLog } from "./access.ts";
import { START } from "./traffic.ts";

/** Which part of the log, seconds from its beginning. */
const FROM = 6 * 60 + 30, UNTIL = 9 * 60 + 15;

/** Who asks with what: the crawler with the first one, others by the last number of their address. */
const AGENTS = [
  "ExampleBot/2.1 (+https://bot.example)",
  "Mozilla/5.0 (X11; Linux x86_64; rv:65.0) Firefox/65.0",
  "curl/7.63.0",
  "-",
] as const;
const CRAWLER = "10.0.0.77";

interface SampleRecord {
  readonly host: string;
  readonly user: string;
  readonly time: number;
  readonly request: string;
  readonly status: string;
  readonly bytes: string;
  readonly agent: string;
}

/** As nginx and Apache write it by default. */
export function combinedLog(seed: number): string {
  return linesOf(
    seed,
    ({ host, user, time, request, status, bytes, agent }) =>
      `${host} - ${user} [${clfTime(time)}] "${request}" ${status} ${bytes} "-" "${agent}"`,
  );
}

/** As nginx writes it with a `log_format` of its own and `escape=json`. */
export function nginxJsonLog(seed: number): string {
  return linesOf(seed, ({ host, time, request, status, bytes }) =>
    JSON.stringify({
      time: `${isoTime(time)}+00:00`,
      remote_addr: host,
      request,
      status: Number(status),
      body_bytes_sent: Number(bytes),
    }));
}

/** As IIS writes it: directives name the columns. */
export function w3cLog(seed: number): string {
  const fields = "date time c-ip cs-username cs-method cs-uri-stem sc-status sc-bytes cs(User-Agent)";
  const head = [
    "#Software: Microsoft Internet Information Services 10.0",
    "#Version: 1.0",
    `#Date: ${isoTime(START + FROM).replace("T", " ")}`,
    `#Fields: ${fields}`,
  ];
  return `${head.join("\n")}\n` + linesOf(seed, ({ host, user, time, request, status, bytes, agent }) => {
    const [method, path] = request.split(" ");
    const written = [isoTime(time).replace("T", " "), host, user, method, path, status, bytes];
    return [...written, agent.replaceAll(" ", "+")].join(" ");
  });
}

function linesOf(seed: number, write: (record: SampleRecord) => string): string {
  const records = accessLog(seed).split("\n").slice(1, -1).map(recordOf);
  const part = records.filter(({ time }) => time >= START + FROM && time < START + UNTIL);
  return part.map((record) => `${write(record)}\n`).join("");
}

function recordOf(line: string): SampleRecord {
  const [host, , user, time, request, status, bytes] = line.split(",").map((field) =>
    field.replace(/^"|"$/g, "")
  );
  const agent = host === CRAWLER ? AGENTS[0] : AGENTS[1 + Number(host.at(-1)) % (AGENTS.length - 1)];
  return { host, user: user === "apache" ? "-" : user, time: Number(time), request, status, bytes, agent };
}

function isoTime(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 19);
}

function clfTime(time: number): string {
  const [, day, month, year, clock] = /, (\d\d) (\w+) (\d+) ([\d:]+)/.exec(
    new Date(time * 1000).toUTCString(),
  )!;
  return `${day}/${month}/${year}:${clock} +0000`;
}
