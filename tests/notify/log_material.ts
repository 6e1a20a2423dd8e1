// Role: small logs with alerts in them that are young enough to be told, and rule files that say whom to tell.

const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';

/** A log from `start` on: a record a second, and 30 of them in each second of the bursts (seconds after `start`). */
export function logWith(
  start: number,
  length: number,
  bursts: readonly (readonly [from: number, to: number])[],
): string {
  let text = HEADER;
  for (let second = 0; second < length; second++) {
    const isBurst = bursts.some(([from, to]) => second >= from && second < to);
    for (let hit = 0; hit < (isBurst ? 30 : 1); hit++) {
      text += `"10.0.0.${isBurst ? 7 : 1}","-","-",${start + second},"GET /${
        isBurst ? "shop" : "a"
      }/1 HTTP/1.1",200,10\n`;
    }
  }
  return text;
}

/** A rule file with one rule, "burst", which fires where ten seconds have more than 100 hits, and these notifiers. */
export function ruleFile(notifiers: Readonly<Record<string, string>>): string {
  const tables = Object.entries(notifiers).map(([id, lines]) => `[[notifier]]\nid = "${id}"\n${lines}\n`);
  return `schema = 1

[defaults]
notify = [${Object.keys(notifiers).map((id) => `"${id}"`).join(", ")}]

[[rule]]
id = "burst"
metric = "count"
window = "10s"
fire = "> 100"

${tables.join("\n")}`;
}
