// Role: tests of formats that are named or pasted from the configuration of a server.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Problem } from "../../src/domain/problem.ts";
import { FAMILIES, parseLogFormat } from "../../src/formats/mod.ts";
import { FORMAT_NAMES } from "../../src/formats/pasted/pasted.ts";
import { begin, epoch, type Fields, outcomesOf, readerOf, readOne } from "./outcomes.ts";

const TIME = "10/Oct/2000:13:55:36 -0700", T2000 = epoch("2000-10-10T13:55:36-07:00");
const COMBINED = `1.2.3.4 - bob [${TIME}] "GET /\\x22 HTTP/1.1" 200 5 "-" "x y"`;
const COMBINED_FIELDS: Fields = {
  time: T2000,
  status: 200,
  size: 5,
  host: "1.2.3.4",
  user: "bob",
  request: 'GET /" HTTP/1.1',
  agent: "x y",
};

Deno.test("pasted: every family and every known name is a format", () => {
  for (const { name } of FAMILIES) assert.equal(parseLogFormat(name).name, name);
  for (const [name, family] of Object.entries(FORMAT_NAMES)) {
    assert.equal(parseLogFormat(` ${name} `).name, family);
  }
});

Deno.test("pasted: a writer of two forms is named by one name", () => {
  const json = '{"time":1600000001,"status":200,"ClientHost":"h"}',
    fields = { time: 1_600_000_001, status: 200, host: "h" };
  assert.deepEqual(readOne(parseLogFormat("traefik"), json), fields);
  assert.equal(readerOf(parseLogFormat("cloudfront"), "#Version: 1.0").directives, "");
  assert.ok("failed" in parseLogFormat("traefik").begin(new TextEncoder().encode("x"), { zone: null }));
});

/** Formats with a line of each, and the record in it. */
const FORMATS: readonly (readonly [format: string, line: string, fields: Fields, zone?: string])[] = [
  [
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
    COMBINED,
    COMBINED_FIELDS,
  ],
  [
    "log_format main '$remote_addr - $remote_user [$time_local] \"$request\" '\n    '$status ${body_bytes_sent} \"$http_referer\" ' " +
    '\'"$http_user_agent" rt=$request_time ut="$upstream_response_time"\';',
    `${COMBINED} rt=0.250 ut="0.1, 0.2"`,
    { ...COMBINED_FIELDS, duration: 250_000, upstreamDuration: 300_000 },
  ],
  [
    'log_format j escape=json \'{"t":"$time_iso8601","s":"$status","a":"$remote_addr","rt":$request_time,"u":"$http_user_agent"}\';',
    '{"t":"2000-10-10T13:55:36-07:00","s":"200","a":"::1","rt":,"u":"a\\"b\\u00e4"}',
    { time: T2000, status: 200, host: "::1", agent: 'a"bä' },
  ],
  [
    "escape=none $msec $remote_addr $request_method $uri$is_args$args $server_protocol $status",
    "971211336.123 1.2.3.4 GET /\\x22?b=c HTTP/1.1 499",
    {
      time: 971211336,
      status: 499,
      host: "1.2.3.4",
      method: "GET",
      target: "/\\x22?b=c",
      protocol: "HTTP/1.1",
    },
  ],
  // The client's address by a balancer's header, of which there may be several.
  [
    '$http_x_forwarded_for - $remote_user [$time_local] "$request" $status $bytes_sent $upstream_addr $upstream_status',
    `10.0.0.2, 85.181.35.98 - - [${TIME}] "GET /" 200 5 a:1, b:2 200, 200`,
    { time: T2000, status: 200, size: 5, host: "10.0.0.2", request: "GET /" },
  ],
  [
    '"$http_x_forwarded_for" $remote_addr $time_local $status',
    `"10.5.102.222, 199.96.1.1" 10.2.1.185 ${TIME} 200`,
    { time: T2000, status: 200, host: "10.2.1.185" },
  ],
  // A number behind the last one is kept out.
  ["$remote_addr $msec $status $body_bytes_sent", "h 1.000 200 5 0.123", {
    time: 1,
    status: 200,
    size: 5,
    host: "h",
  }],
  [
    '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-agent}i\\"',
    COMBINED,
    COMBINED_FIELDS,
  ],
  [
    'LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D" vhost_combined',
    `www.example.com:80 ${COMBINED} 1500`,
    { ...COMBINED_FIELDS, vhost: "www.example.com", duration: 1500 },
  ],
  [
    '%a %{c}a %t "%m %U%q %H" %s %>s %B %{ms}T %T %{%z}t',
    `1.2.3.4 9.9.9.9 [${TIME}] "GET /a?b HTTP/1.1" 404 200 5 12 0 -0700`,
    {
      time: T2000,
      status: 200,
      size: 5,
      duration: 12_000,
      host: "1.2.3.4",
      method: "GET",
      target: "/a?b",
      protocol: "HTTP/1.1",
    },
  ],
  [
    '%h "%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t" "%r" %!404,304>s %b',
    '1.2.3.4 "10/Oct/2000 13:55:36.123 -0700" "GET /" 200 -',
    { time: T2000, status: 200, host: "1.2.3.4", request: "GET /" },
  ],
  [
    "%{begin:%Y-%m-%d %H:%M:%S}t %h %>s 100%% %{x}e",
    "2000-10-10 22:55:36 1.2.3.4 200 100% y",
    { time: T2000, status: 200, host: "1.2.3.4" },
    "Europe/Berlin",
  ],
  [
    "%{%Y-%m-%d}t\\t%{%H:%M:%S}t\\t%h\\t%>s",
    "2000-10-10\t20:55:36\t1.2.3.4\t200",
    { time: T2000, status: 200, host: "1.2.3.4" },
    "UTC",
  ],
  // Of Jetty's addresses that of the server is not the client's; Apache's own of the connection is, where there is no other.
  ...[
    "%{server}a %{client}a",
    "%{local}a %{remote}a",
    "%{server}a %a",
    "%{server}a %{c}h",
    "%{c}h %h",
    "%{c}a %{client}a",
  ].map((
    addresses,
  ): [string, string, Fields] => [
    `${addresses} %t %s`,
    `9.9.9.9 1.2.3.4 [${TIME}] 200`,
    { time: T2000, status: 200, host: "1.2.3.4" },
  ]),
  // What balancers write of the client counts where nothing else says it.
  ...["cf_connecting", "true_client", "fastly_client", "x_client", "x_cluster_client"].flatMap((
    name,
  ): [string, string, Fields][] => [
    [`$http_${name}_ip $time_local $status`, `1.2.3.4 ${TIME} 200`, {
      time: T2000,
      status: 200,
      host: "1.2.3.4",
    }],
    [`$http_${name}_ip $remote_addr $time_local $status`, `9.9.9.9 1.2.3.4 ${TIME} 200`, {
      time: T2000,
      status: 200,
      host: "1.2.3.4",
    }],
    [`%{${name.replaceAll("_", "-")}-IP}i %t %>s`, `1.2.3.4 [${TIME}] 200`, {
      time: T2000,
      status: 200,
      host: "1.2.3.4",
    }],
  ]),
  ["%{sec}t %h %>s", "1 h 200", { time: 1, status: 200, host: "h" }],
  ["%{msec}t %h %>s", "1500 h 200", { time: 1, status: 200, host: "h" }],
  ["%{usec}t %h %>s", "971211336000123 h 200", { time: 971211336, status: 200, host: "h" }],
  [
    "json: time=when, status = code ,host=peer.addr,host=ip,duration_ms=took,bytes=len,request=line",
    '{"when":"2000-10-10T13:55:36-07:00","code":"200","peer":{"addr":"1.2.3.4"},"ip":"x","took":1.5,"len":5,"line":"GET /"}',
    { time: T2000, status: 200, size: 5, duration: 1500, host: "1.2.3.4", request: "GET /" },
  ],
  // A list in front of the client, with blanks.
  ...["203.0.113.9", "203.0.113.9, 10.0.0.1", "203.0.113.9, 10.0.0.1, 10.0.0.2", "-"].flatMap((
    list,
  ): [string, string, Fields][] => {
    const fields = { time: T2000, status: 200, size: 5, host: "192.0.2.1", request: "GET /a HTTP/1.1" };
    return [
      [
        '$http_x_forwarded_for $remote_addr [$time_local] "$request" $status $body_bytes_sent',
        `${list} 192.0.2.1 [${TIME}] "GET /a HTTP/1.1" 200 5`,
        fields,
      ],
      [
        '%{X-Forwarded-For}i %h %l %u %t "%r" %>s %b',
        `${list} 192.0.2.1 - - [${TIME}] "GET /a HTTP/1.1" 200 5`,
        fields,
      ],
    ];
  }),
  // An offset behind a blank, with nothing around the time.
  ...[' %h "%r" %>s %b', ' "%r" %h %>s %b'].map((rest): [string, string, Fields] => [
    `%{%F %T %z}t${rest}`,
    `2000-10-10 13:55:36 -0700${
      rest.replace("%h", "192.0.2.1").replace("%r", "GET /a HTTP/1.1").replace("%>s %b", "200 5")
    }`,
    { time: T2000, status: 200, size: 5, host: "192.0.2.1", request: "GET /a HTTP/1.1" },
  ]),
];

for (const [format, line, fields, zone = null] of FORMATS) {
  Deno.test(`pasted: ${format}`, () => {
    const parsed = parseLogFormat(format);
    assert.deepEqual(readOne(parsed, line, { zone }), fields);
    // What is stored gives the same format again.
    const again = parseLogFormat(parsed.name);
    assert.equal(again.name, parsed.name);
    assert.deepEqual(readOne(again, line, { zone }), fields);
    assert.deepEqual(readerOf(again, line, { zone }).layout, readerOf(parsed, line, { zone }).layout);
    // Also inside of what collectors write.
    assert.deepEqual(readOne(parsed, `2022-01-28T16:04:05.413656027Z stdout F ${line}`, { zone }), fields);
  });
}

Deno.test("pasted: %D may be of Tomcat, whose formats have no %>s; that is said", () => {
  const line = `1.2.3.4 [${TIME}] 200 1250`,
    said = /%D is taken as microseconds, as Apache means it: of Tomcat before version 10/;
  const chosen = (format: string) => {
    const family = parseLogFormat(format), begun = begin(family, line);
    assert.ok("reader" in begun, format);
    return [said.test(family.summary), said.test(begun.warning ?? "")];
  };
  assert.deepEqual(chosen("%h %t %s %D"), [true, true]);
  for (const format of ["%h %t %>s %D", "%h %t %!404>s %D"]) assert.deepEqual(chosen(format), [true, false]);
  for (const format of ["%h %t %s %{ms}T", "%h %t %s %{us}T", "$remote_addr [$time_local] $status"]) {
    assert.deepEqual(chosen(format), [false, false]);
  }
  assert.doesNotMatch(parseLogFormat("%h %t %s %%D").summary, said);
});

Deno.test("pasted: lines of another form are rejected", () => {
  const reader = readerOf(parseLogFormat("$remote_addr [$time_local] $status"), `h [${TIME}] 200`);
  const lines = [`h [${TIME}] 20`, `h ${TIME} 200`, `h [x] 200`, "x"].map((line) => `${line}\n`).join("");
  assert.deepEqual(outcomesOf(reader, lines), ["status", "format", "date", "format"]);
});

/** What is refused, with the part of the text that is under the caret, and the reason. */
const REFUSED: readonly (readonly [text: string, under: string, reason: RegExp])[] = [
  ["$remote_addr $status", "", /no time: \$time_local/],
  ["$remote_addr [$time_local]", "", /no status: \$status/],
  ["$time_local $status", "", /neither a client address nor a request/],
  ["$remote_addr [$time_local] $statuss", "$statuss", /Did you mean \$status\?$/],
  ["$remote_addr$status [$time_local]", "$status", /nothing separates \$status from \$remote_addr/],
  ["$remote_addr $status $ [$time_local]", "$", /dollar/],
  ["escape=jsn $remote_addr $status $msec", "jsn", /default, json or none/],
  ["log_format main '$remote_addr", "'", /not closed/],
  [
    "$msec $http_user_agent $remote_addr $status",
    "$http_user_agent",
    /holds blanks, .* where it ends and \$remote_addr begins/,
  ],
  // Both may hold a blank, or a comma.
  ...["$request_uri", "$request", "$http_referer $x"].map((url): [string, string, RegExp] => [
    `$msec $remote_addr $status ${url} $http_user_agent`,
    "$http_user_agent",
    /\$(request_uri|request|http_referer) and \$http_user_agent may both hold what is between them/,
  ]),
  ["%h,%t,%>s,%U%q,%{User-Agent}i", "%{User-Agent}i", /%U%q and %\{User-Agent\}i may both hold/],
  ["$remote_addr–$status $msec", "$remote_addr", /no ASCII/],
  ["%h %>s", "", /no time: %t/],
  ["%h %t", "", /no status: %>s/],
  ["%t %>s", "", /neither/],
  ["%h %t %>s %Z", "%Z", /no directive of Apache/],
  ["%h %t %>s %", "%", /percent/],
  [
    "%{serv}a %t %s",
    "%{serv}a",
    /whose address %\{serv\}a is, is not known: c, client, remote, server, local are/,
  ],
  ["%h%u %t %>s", "%u", /nothing separates/],
  ["%h %{%H %p}t %>s", "%{%H %p}t", /no time that can be read/],
  ['LogFormat "%h %t', '"', /not closed/],
  ["json:tme=a,status=b,host=c", "tme", /Did you mean time\?$/],
  ["json:time=a,status,host=c", "status", /key of status is missing/],
  ["json:time=a,status=b", "", /host or request/],
  ["json:", " ", /NAME=KEY/],
];

for (const [text, under, reason] of REFUSED) {
  Deno.test(`pasted: ${text} is refused, with a caret under the place`, () => {
    assert.throws(() => parseLogFormat(text), (error) => {
      assert.ok(error instanceof Problem && error.kind === "usage");
      assert.match(error.message, reason);
      const [shown, caret] = error.details;
      const from = caret.indexOf("^"), width = caret.trimEnd().length - from;
      assert.equal(caret.trim(), "^".repeat(width));
      assert.equal(shown.slice(from, from + width), under.trim());
      return true;
    });
  });
}

Deno.test("pasted: the place is shown in a long text, and what cannot be printed is escaped", () => {
  const text = `\x1b[31m${"$remote_addr ".repeat(20)}[$time_local] $statuss ${"$x ".repeat(50)}`;
  assert.throws(() => parseLogFormat(text), (error) => {
    assert.ok(error instanceof Problem);
    const [shown, caret] = error.details;
    assert.ok(shown.length < 200 && shown.startsWith("  …"));
    const from = caret.indexOf("^");
    assert.equal(shown.slice(from, from + caret.trim().length), "$statuss");
    return true;
  });
  assert.throws(() => parseLogFormat("\x1b $status"), (error) => {
    return error instanceof Problem && error.details[0].includes("\\x1b");
  });
});

Deno.test("pasted: any text is a format that can be stored, or is refused", () => {
  const parts = fc.constantFrom(
    ...[
      "$remote_addr",
      "$time_local",
      "$status",
      "${msec}",
      "$x",
      "%h",
      "%t",
      "%>s",
      "%{%F %T}t",
      "%{%z}t",
      "%%",
      "json:",
      "time=a",
    ],
    ...[
      "status=b",
      "host=c",
      ",",
      " ",
      " - ",
      '"',
      "'",
      "[",
      "]",
      "\\",
      "log_format a ",
      "LogFormat ",
      "escape=json ",
      ";",
      "ü",
      "\n",
    ],
  );
  // Some of them begin with what is needed.
  const front = fc.constantFrom(
    "",
    "$remote_addr [$time_local] $status ",
    "%h %t %>s ",
    "json:time=a,status=b,host=c",
  );
  let formats = 0;
  fc.assert(
    fc.property(front, fc.array(parts, { maxLength: 6 }), (front, parts) => {
      try {
        const { name } = parseLogFormat(front + parts.join(""));
        formats++;
        assert.equal(parseLogFormat(name).name, name);
      } catch (error) {
        if (!(error instanceof Problem && error.kind === "usage")) throw error;
      }
    }),
    { numRuns: 3000 },
  );
  assert.ok(formats > 500, `${formats}`);
});

Deno.test("pasted: an unknown name is refused with those that are known", () => {
  assert.throws(() => parseLogFormat("combind"), (error) => {
    return error instanceof Problem && error.kind === "usage" &&
      /Did you mean "combined"\?/.test(error.message);
  });
});
