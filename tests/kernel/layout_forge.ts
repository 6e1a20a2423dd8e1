// Role: forged logs of layouts: lines made from the layout itself, field after field, then damaged. Values come from
// `layout_values.ts`. Used by `layout_test.ts` and `fuzz.ts`.

import { Random } from "../../sample_data/random.ts";
import { type FieldSpec, fieldSpec, type Layout, quotedSpec } from "../../src/formats/layout.ts";
import { LayoutParser } from "../../src/formats/layout_parser.ts";
import { RecordLines } from "../../src/formats/record_lines.ts";
import type { ForgedLog } from "./forged_log.ts";
import { clfSources, familySources, jsonSource, type LayoutSource, w3cSource } from "./layout_sources.ts";
import { forgedValue, usualValue } from "./layout_values.ts";
import { forgedLines, type Kind } from "./log_forge.ts";

/** Any layout: what a record needs, in any order, between fields that are not read. */
export function forgedLayout(random: Random): Layout {
  const needed: FieldSpec[] = [
    random.pick([
      fieldSpec("host", "address", between(random)),
      fieldSpec("host", "name", between(random)),
      fieldSpec("host", "address-port"),
    ]),
    fieldSpec("status", "status", alone(random)),
    fieldSpec("size", "count", alone(random)),
    ...random.pick([
      [fieldSpec(
        "time",
        random.pick(["iso-time", "any-time", "epoch", "epoch-ms", "any-epoch"]),
        alone(random),
      )],
      [fieldSpec("time", random.pick(["clf-time", "any-time"]), { open: "[", close: "]" })],
    ]),
    ...random.pick([
      [quotedSpec("request", "request", random.pick(["clf", "traefik", "haproxy", "none"]), '"')],
      [fieldSpec("method"), fieldSpec("target", "name", between(random))],
      [fieldSpec("target", "name", { escape: random.pick(["token", "w3c", "percent"]) })],
    ]),
  ];
  const others: FieldSpec[] = [
    fieldSpec(null),
    fieldSpec("user", "name", { escape: "token" }),
    fieldSpec("vhost", random.pick(["address", "name"])),
    fieldSpec("protocol", random.pick(["name", "protocol"]), between(random)),
    fieldSpec("referrer", "name", between(random)),
    fieldSpec("duration", random.pick(["seconds", "milliseconds", "microseconds", "nanoseconds", "span"])),
    fieldSpec("upstreamDuration", "seconds-list"),
    fieldSpec(null, "list"),
    fieldSpec(null, "count"),
    quotedSpec("agent", "name", random.pick(["clf", "none", "traefik"]), '"'),
    fieldSpec(null, "name", { open: "a literal that is longer than a vector=", close: ";" }),
  ].filter(() => random.chance(0.3));
  const fields = [...needed, ...others];
  for (let at = fields.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [fields[at], fields[other]] = [fields[other], fields[at]];
  }
  // A few hold nothing that ends another one.
  for (const [at, field] of fields.entries()) {
    if (field.decode === "name" && random.chance(0.1)) {
      fields[at] = { ...field, without: [random.pick([" ", "x"])] };
    }
    if (field.decode === "request" && random.chance(0.2)) fields[at] = { ...field, endsInProtocol: true };
  }
  const spaced = fields.map((field, at) =>
    at > 0 && isClosed(fields[at - 1]) ? { ...field, open: ` ${field.open}` } : field
  );
  if (random.chance(0.2)) spaced[spaced.length - 1] = { ...spaced[spaced.length - 1], close: "" };
  return random.chance(0.1) ? [...spaced, fieldSpec(null, "end", { close: "" })] : spaced;
}

/** Whether another byte than a blank ends it. */
function isClosed({ close }: FieldSpec): boolean {
  return close !== " " && close !== "\t";
}

function alone(random: Random): Partial<FieldSpec> {
  return random.weighted([[{}, 6], [{ close: "\t" }, 1], [{ open: "x=", close: "," }, 1]]);
}

function between(random: Random): Partial<FieldSpec> {
  const escape = random.pick(["none", "token", "w3c", "clf"] as const);
  return random.weighted([[{ escape }, 6], [{ open: '"', close: '"', escape: "clf" }, 2], [{
    close: "\t",
    escape,
  }, 1]]);
}

/** The source of a layout that is no format of its own. */
export function sourceOf(layout: Layout): LayoutSource {
  return {
    name: "any",
    open: () => new RecordLines(new LayoutParser(layout, null), layout),
    layouts: [layout],
  };
}

/** A log of so many lines. The same seed and length give the same log. */
export function forgedLayoutLog(seed: number, length: number): ForgedLog {
  const random = new Random(seed);
  const source = random.weighted<() => LayoutSource>([
    [() => random.pick(clfSources()), 4],
    [() => sourceOf(forgedLayout(random)), 4],
    [() => random.pick(familySources()), 4],
    [() => jsonSource(random), 3],
    [() => w3cSource(random), 3],
  ])();
  const header = `${source.name}: ${JSON.stringify(source.layouts[0])}`;
  const log = { name: `forgedLayoutLog(${seed}, ${length})`, header, open: source.open };
  return forgedLines(random, length, log, (time, kind) => lineOf(source, time, kind, random));
}

function lineOf({ layouts, between }: LayoutSource, time: number, kind: Kind, random: Random): string {
  const { odd, hosts, sections } = kind, layout = random.chance(0.9) ? layouts[0] : random.pick(layouts);
  const zone = odd > 0 && random.chance(odd / 4)
    ? random.pick(["+0330", "-0230", "+0200", "-0700", "+1400"])
    : "+0000";
  if (between !== undefined && random.chance(0.01)) return random.pick(between);
  let text = "";
  for (const field of layout) {
    const value = odd > 0 && random.chance(odd)
      ? forgedValue(field, time, zone, { hosts, sections }, random)
      : usualValue(field, time, zone, random.below(hosts), random.below(sections));
    const isDoubled = odd > 0 && random.chance(odd / 50);
    text += field.open + value + field.close + (isDoubled ? field.close : "");
  }
  if (random.chance(0.5)) text = text.replace(/[ \t]$/, "");
  return text +
    (odd > 0 && random.chance(odd / 10)
      ? random.pick([" x", ' "-"', " ", "\t", "x", ' "', ' "a\\" b"'])
      : "");
}
