// Role: tests of making addresses coarser: what stays of them, that equal networks stay equal, and that doing it twice is doing it
// once.

import assert from "node:assert/strict";
import fc from "fast-check";
import { HIDDEN, maskAddresses, maskHost } from "../../../src/domain/screening/addresses.ts";
import { ANONYMIZE_LEVELS } from "../../../src/domain/screening/settings.ts";

const byte = fc.nat({ max: 255 }), group = fc.nat({ max: 0xffff });
const quad = fc.tuple(byte, byte, byte, byte);
const groups = fc.array(fc.oneof(fc.constant(0), group), { minLength: 8, maxLength: 8 });

/** Ways to write the same address. */
const sixText = (parts: readonly number[], how: number): string => {
  const texts = parts.map((part) =>
    how % 2 === 0 ? part.toString(16) : part.toString(16).toUpperCase().padStart(4, "0")
  );
  const zero = parts.indexOf(0);
  if (how < 2 || zero < 0) return texts.join(":");
  let end = zero;
  while (parts[end] === 0) end++;
  return `${texts.slice(0, zero).join(":")}::${texts.slice(end).join(":")}`;
};

/** The labels of 2001:db8:1::, the last ones of the host as given. */
const nibbles = (host: string): string => `${host}${"0.".repeat(16)}1.0.0.0.8.b.d.0.1.0.0.2.`;

Deno.test("addresses: what stays of each form", () => {
  const forms: [text: string, network: string, region: string][] = [
    ["10.1.2.3", "10.1.2.0", "10.1.0.0"],
    ["010.001.002.003", "10.1.2.0", "10.1.0.0"],
    ["10.1.2.3:54321", "10.1.2.0", "10.1.0.0"],
    ["2001:db8:1:2::3", "2001:db8:1::", "2001:db8::"],
    ["2001:DB8:0001:2:3:4:5:6", "2001:db8:1::", "2001:db8::"],
    ["[2001:db8:1:2::3]:443", "[2001:db8:1::]", "[2001:db8::]"],
    ["2001:db8:1:2:3:4:5:6:443", "2001:db8:1::", "2001:db8::"],
    ["2002:c000:207::1", "2002:c000:200::", "2002:c000::"],
    ["2002:c000:7:1::1", "2002:c000::", "2002:c000::"],
    ["fe80::1%eth0", "fe80::", "fe80::"],
    ["::1", "::", "::"],
    ["::ffff:10.1.2.3", "::ffff:10.1.2.0", "::ffff:10.1.0.0"],
    ["::ffff:a01:203", "::ffff:10.1.2.0", "::ffff:10.1.0.0"],
    ["64:ff9b::10.1.2.3", "64:ff9b::", "64:ff9b::"],
    ["10.1.2.3, 10.9.8.7", "10.1.2.0, 10.9.8.0", "10.1.0.0, 10.9.0.0"],
    ["10.1.2.3,2001:db8:1:2::3", "10.1.2.0,2001:db8:1::", "10.1.0.0,2001:db8::"],
    ["host.example.com", "host.example.com", HIDDEN],
    ["10.1.2.3.dsl.example.com", "10.1.2.0.dsl.example.com", HIDDEN],
    ["3.2.1.10.in-addr.arpa", "0.2.1.10.in-addr.arpa", HIDDEN],
    ["3.2.1.10.IN-ADDR.ARPA.", "0.2.1.10.IN-ADDR.ARPA.", HIDDEN],
    ["2.1.10.in-addr.arpa", "2.1.10.in-addr.arpa", HIDDEN],
    [`${nibbles("3.2.1.0.")}ip6.arpa`, `${nibbles("0.0.0.0.")}ip6.arpa`, HIDDEN],
    ["3.0/25.2.1.10.in-addr.arpa", "0.0/0.2.1.10.in-addr.arpa", HIDDEN],
    ["3.0-25.2.1.10.in-addr.arpa", "0.0-0.2.1.10.in-addr.arpa", HIDDEN],
    ["10.9.8.7:203.128/25.2.1.10.IN-ADDR.ARPA", "10.9.8.0:0.0/0.2.1.10.IN-ADDR.ARPA", HIDDEN],
    ["128/25.2.1.10.in-addr.arpa", "0/0.2.1.10.in-addr.arpa", HIDDEN],
    ["1.0-25.2.1.10.in-addr.arpa", "0.0-0.2.1.10.in-addr.arpa", HIDDEN],
    ["3.subnet64.2.1.10.in-addr.arpa", "0.subnet0.2.1.10.in-addr.arpa", HIDDEN],
    ["host.subnet64.2.1.10.in-addr.arpa", "host.subnet0.2.1.10.in-addr.arpa", HIDDEN],
    ["3.customer.2.1.10.in-addr.arpa.", "0.customer.2.1.10.in-addr.arpa.", HIDDEN],
    ["pc-203.lan.2.1.10.in-addr.arpa", "pc-0.lan.2.1.10.in-addr.arpa", HIDDEN],
    ["3.64_127.2.1.10.In-Addr.Arpa", "0.0_0.2.1.10.In-Addr.Arpa", HIDDEN],
    ["10.9.8.7, 3.net-64.2.1.10.in-addr.arpa", "10.9.8.0, 0.net-0.2.1.10.in-addr.arpa", HIDDEN],
    ["10.2.3.4.ip6.arpa", "10.2.3.0.ip6.arpa", HIDDEN],
    ["a:b:c:d:e:f:1:2.3.2.1.10.ip6.arpa", "a:b:c:d:e:f:1:2.3.2.0.10.ip6.arpa", HIDDEN],
    ["10.1.2.3, 3.2.1.10.in-addr.arpa", "10.1.2.0, 0.2.1.10.in-addr.arpa", HIDDEN],
    ["10.9.8.7:3.2.1.10.in-addr.arpa", "10.9.8.0:0.2.1.10.in-addr.arpa", HIDDEN],
    ["3.2.1.10.in-addr.arpa.example", "0.2.1.10.in-addr.arpa.example", HIDDEN],
    ["10.1.2.3, unknown", "10.1.2.0, unknown", HIDDEN],
    ["", "", HIDDEN],
  ];
  for (const [text, network, region] of forms) {
    assert.equal(maskHost(text, "network"), network, text);
    assert.equal(maskHost(text, "region"), region, text);
    assert.equal(maskHost(text, "all"), HIDDEN);
  }
});

Deno.test("addresses: times, dates and versions in a line stay", () => {
  for (
    const text of [
      "[10/Oct/2000:13:55:36 -0700]",
      "2026-11-29T10:00:00.123Z",
      "12:34:56",
      "foo::bar",
      "Chrome/120.0.6099.109",
    ]
  ) {
    assert.equal(maskAddresses(text, "network"), text);
  }
  for (
    const [text, masked] of [
      ["error client:::ffff:0a4d:01de upstream", "error client:::ffff:10.77.1.0 upstream"],
      ["client:2001:db8:1:2::3", "client:2001:db8:1::"],
      ["node:fe80::1%eth0 x", "node:fe80:: x"],
      ["zone:2001:db8:1:2:3:4:5:6", "zone:2001:db8:1::"],
      ["ip=2001%3Adb8%3A1%3a2%3A%3a3&x", "ip=2001:db8:1::&x"],
      ["client:3.2.1.10.in-addr.arpa x", "client:0.2.1.10.in-addr.arpa x"],
      ["/v2/3.net64.2.1.10.in-addr.arpa/7", "/v2/0.net0.2.1.10.in-addr.arpa/7"],
      ["/v2/3.64%2F26.2.1.10.in-addr.arpa", "/v2/0.0%2F0.2.1.0.in-addr.arpa"],
      ["/a/%5B2001%3Adb8%3A1%3A2%3A%3A3%5D/b", "/a/%5B2001:db8:1::/b"],
    ]
  ) assert.equal(maskAddresses(text, "network"), masked);
  assert.equal(
    maskAddresses('ip:2001:db8:1:2::3: "10.1.2.3" (::1), 10.1.2.3.', "network"),
    'ip:2001:db8:1::: "10.1.2.0" (::), 10.1.2.0.',
  );
});

Deno.test("addresses of version 4 have the same text if and only if they are of the same network", () => {
  fc.assert(fc.property(quad, quad, fc.nat({ max: 4 }), (one, two, shared) => {
    const other = [...one.slice(0, shared), ...two.slice(shared)];
    for (const [level, parts] of [["network", 3], ["region", 2]] as const) {
      const isSame = one.slice(0, parts).join() === other.slice(0, parts).join();
      const [left, right] = [one, other].map((address) => maskHost(address.join("."), level));
      assert.equal(left === right, isSame, `${one} ${other}`);
      assert.equal(left, [...one.slice(0, parts), 0, 0].slice(0, 4).join("."));
    }
  }));
});

Deno.test("addresses of version 6 have the same text if and only if they are of the same network, however they are written", () => {
  const ways = fc.nat({ max: 3 });
  fc.assert(
    fc.property(groups, groups, fc.nat({ max: 8 }), ways, ways, (one, two, shared, how, otherwise) => {
      const other = [...one.slice(0, shared), ...two.slice(shared)];
      // One that holds an address of version 4 is cut as such.
      fc.pre(
        [one, other].every((parts) => parts.slice(0, 5).some((part) => part > 0) || parts[5] !== 0xffff),
      );
      for (const [level, parts] of [["network", 3], ["region", 2]] as const) {
        const isSame = one.slice(0, parts).join() === other.slice(0, parts).join();
        const left = maskHost(sixText(one, how), level), right = maskHost(sixText(other, otherwise), level);
        assert.equal(left === right, isSame, `${sixText(one, how)} ${sixText(other, otherwise)}`);
      }
    }),
  );
});

Deno.test("addresses: twice is once, and a hostile text takes no longer", () => {
  const address = fc.oneof(
    quad.map((parts) => parts.join(".")),
    fc.tuple(groups, fc.nat({ max: 3 })).map(([parts, how]) => sixText(parts, how)),
    fc.tuple(groups, fc.constantFrom("[%]", "[%]:443", "%%eth0")).map(([parts, frame]) =>
      frame.replace("%", sixText(parts, 2))
    ),
    fc.tuple(
      quad,
      fc.constantFrom(
        "::ffff:%",
        "%:80",
        "64:ff9b::%",
        "%.example.com",
        "%.in-addr.arpa",
        "3.0/%.in-addr.arpa",
        "3.net64.%.in-addr.arpa",
        "3.64%2F26.%.in-addr.arpa",
      ),
    ).map((
      [parts, frame],
    ) => frame.replace(/%(?!2F)/, parts.join("."))),
    fc.constantFrom("unknown", "-", "a.example", "10.1", "1:2:3", "\xff", ""),
  );
  fc.assert(
    fc.property(
      fc.array(address, { maxLength: 4 }),
      fc.constantFrom(", ", ",", " ", ";"),
      (parts, separator) => {
        const text = parts.join(separator);
        for (const level of ANONYMIZE_LEVELS) {
          const once = maskHost(text, level);
          assert.equal(maskHost(once, level), once, text);
        }
      },
    ),
    { numRuns: 3000 },
  );
  for (
    const long of [
      ":".repeat(65536),
      ".".repeat(65536),
      "1.".repeat(32768),
      "a:".repeat(32768),
      "::%".repeat(20000),
      "1.".repeat(32768) + "ip6.arpa",
      "1.1:".repeat(16384) + "1.in-addr.arpa",
      "a.".repeat(32768) + "in-addr.arpa",
      "0/0.".repeat(16384) + "0in-addr.arpa",
      "a".repeat(65536) + "in-addr.arpa",
      "-.".repeat(32768) + "in-addr.arp/in-addr.arpa",
      "1.1:".repeat(16384) + "1/25.2.1.10.in-addr.arpa",
    ]
  ) {
    const begun = performance.now();
    maskHost(long, "network");
    maskHost(long, "region");
    assert.ok(performance.now() - begun < 1000, long.slice(0, 8));
  }
});
