// Role: tests of slips in a format that is given: what is refused, and what is a variable of one's own.

import assert from "node:assert/strict";
import fc from "fast-check";
import { formatChoice } from "../../src/commands/shared/log_format_option.ts";
import { Problem } from "../../src/domain/problem.ts";
import { parseLogFormat } from "../../src/formats/mod.ts";
import { isOfNginx } from "../../src/formats/pasted/nginx_names.ts";
import { VARIABLES } from "../../src/formats/pasted/nginx_string.ts";

const NGINX = "$remote_addr [$time_local] $status", APACHE = "%h %t %>s";

const chosen = (format: string) => formatChoice({ values: { "log-format": format } }).format!;

/** The message and what is under the caret, where a format is refused. */
function refusalOf(format: string): readonly [message: string, under: string] | null {
  try {
    chosen(format);
    return null;
  } catch (error) {
    assert.ok(error instanceof Problem && error.kind === "usage");
    const [shown, caret] = error.details, from = caret.indexOf("^");
    return [error.message, shown.slice(from, from + caret.trim().length)];
  }
}

/** Slips, with what was meant. */
const SLIPS: readonly (readonly [slip: string, meant: string])[] = [
  ["$remote_adr", "$remote_addr"],
  ["$remote_usr", "$remote_user"],
  ["${body_byte_sent}", "$body_bytes_sent"],
  ["$body_bytes_send", "$body_bytes_sent"],
  ["$upstream_respons_time", "$upstream_response_time"],
  ["$http_referrer", "$http_referer"],
  ["$http_user_agnet", "$http_user_agent"],
  ["$referer", "$http_referer"],
  ["$user_agent", "$http_user_agent"],
  ["$x_forwarded_for", "$http_x_forwarded_for"],
  ["%{Referrer}i", "%{referer}i"],
  ["%{Usr-Agent}i", "%{user-agent}i"],
];

for (const [slip, meant] of SLIPS) {
  Deno.test(`slips: ${slip} is refused, with ${meant} and a caret under it`, () => {
    const format = `${slip.startsWith("$") ? NGINX : APACHE} ${slip} x`;
    const [message, under] = refusalOf(format)!;
    assert.ok(message.includes(`${slip} is not read, and looks like a slip of ${meant}. A field`), message);
    assert.equal(under, slip);
    // What it says is a way out.
    const [way] = /called (\S+)\.$/.exec(message)!.slice(1);
    assert.equal(refusalOf(format.replace(slip, way)), null);
    assert.equal(refusalOf(format.replace(slip, meant)), null);
    // A source that was begun with it is read on.
    assert.ok(parseLogFormat(format).name.includes(slip));
  });
}

Deno.test("slips: variables of one's own are left out, and named", () => {
  const own = [
    "$my_id",
    "$uid",
    "$host2",
    "$remote_addr_anon",
    "$request_time_ms",
    "$country",
    "$real_ip",
    "$req_id",
  ];
  const { summary } = chosen(`${NGINX} ${own.join(" ")} $my_id`);
  assert.equal(
    summary,
    `the format that was pasted, of nginx; not read, as nginx has no such variable: ${own.join(", ")}`,
  );
});

Deno.test("slips: what nginx and Apache know is left out without a word", () => {
  const known = [
    ...[
      "$connection",
      "$request_id",
      "$ssl_protocol",
      "$cookie_session",
      "$arg_page",
      "$sent_http_etag",
      "$upstream_http_x",
    ],
    ...[
      "$http_x_forwarded_proto",
      "$http_x_forwarded_port",
      "$geoip2_data_country_iso",
      "$Request_Length",
      "$gzip_ratio",
    ],
  ];
  assert.equal(chosen(`${NGINX} ${known.join(" ")}`).summary, "the format that was pasted, of nginx");
  const apache = [
    "%{Cookie}i",
    "%{X-Forwarded-Proto}i",
    "%{X-Forwarded-Port}i",
    "%{Referer}i",
    "%{x}e",
    "%l",
    '"%{User-agent}i"',
  ];
  assert.equal(refusalOf(`${APACHE} ${apache.join(" ")}`), null);
});

Deno.test("slips: every variable that is read is one of nginx, and is no slip; nor is one with two letters of its own in front", () => {
  for (const name of Object.keys(VARIABLES)) {
    assert.ok(isOfNginx(name), name);
    assert.equal(refusalOf(`${NGINX} $${name}`), null, name);
    assert.equal(refusalOf(`${NGINX} $zq_${name}`), null, name);
  }
});

Deno.test("slips: a letter that is wrong, missing or twice in a long name is one", () => {
  const read = Object.keys(VARIABLES).filter((name) => VARIABLES[name].role !== null && name.length >= 8);
  const property = fc.property(
    fc.constantFrom(...read),
    fc.nat(),
    fc.constantFrom(0, 1, 2),
    (name, place, kind) => {
      const at = 5 + place % (name.length - 5),
        letter = kind === 0 ? "q" : kind === 1 ? "" : name[at].repeat(2);
      const slip = name.slice(0, at) + letter + name.slice(at + 1);
      // A number behind a name is that of another variable like it.
      fc.pre(!/\d/.test(letter) && (!isOfNginx(slip) || slip.startsWith("http_")));
      assert.ok(refusalOf(`${NGINX} $${slip}`) !== null, slip);
    },
  );
  fc.assert(property, { numRuns: 300 });
});
