// Role: countries of addresses, out of files that a small writer makes; damaged ones never throw.

import assert from "node:assert/strict";
import { isIP } from "node:net";
import fc from "fast-check";
import type { Countries } from "../../src/host/lists.ts";
import { addressKind } from "../../src/lists/address.ts";
import { openCountries } from "../../src/lists/countries.ts";
import { mmdb, type MmdbContent } from "./mmdb.ts";

const of = (code: string) => ({ country: { iso_code: code, names: { en: "a country of a long name" } } });
const NETWORKS = {
  "192.0.2.0/24": of("DE"),
  "198.51.100.0/25": { registered_country: { iso_code: "fr" } },
  "198.51.100.128/25": { country: "US" },
  "203.0.113.0/24": { country_code: "JP" },
  "203.0.114.0/24": { continent: { code: "EU" } },
};
const V6 = { "2001:db8::/32": of("NL"), "2001:db9:1:2::/64": of("SE") };

function opened(content: MmdbContent): Countries {
  const countries = openCountries(mmdb(content));
  assert.ok(typeof countries !== "string", String(countries));
  return countries;
}

Deno.test("an address has its country, whatever the file calls it and however wide its records are", () => {
  for (const recordSize of [24, 28, 32] as const) {
    for (const ipVersion of [4, 6] as const) {
      const networks = ipVersion === 6 ? { ...NETWORKS, ...V6 } : NETWORKS;
      const { countryOf, builtAt } = opened({ networks, ipVersion, recordSize });
      assert.equal(builtAt, 1_600_000_000);
      const wanted: Record<string, string> = {
        "192.0.2.0": "DE",
        "192.0.2.255": "DE",
        "::ffff:192.0.2.1": "DE",
        "192.0.3.0": "(unknown)",
        "198.51.100.1": "FR",
        "198.51.100.200": "US",
        "203.0.113.9": "JP",
        "203.0.114.9": "(unknown)",
        "2001:db8::1": ipVersion === 6 ? "NL" : "(unknown)",
        "2001:DB9:1:2:ffff::": ipVersion === 6 ? "SE" : "(unknown)",
        "2001:db9:1:3::": "(unknown)",
      };
      for (const [address, country] of Object.entries(wanted)) {
        assert.equal(countryOf(address), country, address);
      }
    }
  }
});

Deno.test("addresses of private networks, names and values in brackets have no country", () => {
  const { countryOf } = opened({ networks: { "0.0.0.0/1": of("XX"), "128.0.0.0/1": of("YY") } });
  const local =
    "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 127.0.0.1 169.254.1.1 100.64.0.1 0.0.0.0 ::1 ::";
  for (const address of `${local} fe80::1 fd00::1 ::ffff:10.0.0.1`.split(" ")) {
    assert.equal(countryOf(address), "(private)", address);
  }
  for (const address of "172.32.0.1 172.15.0.1 100.128.0.1 11.0.0.1".split(" ")) {
    assert.match(countryOf(address)!, /^[XY]{2}$/, address);
  }
  for (const address of ["example.com", "1.2.3", "1.2.3.256", "", "::1::", "\x1b[31m", "a".repeat(65536)]) {
    assert.equal(countryOf(address), "(unknown)");
  }
  assert.deepEqual(["(other)", "(none)"].map(countryOf), ["(other)", "(none)"]);
});

Deno.test("a text is an address exactly where Node says so", () => {
  const piece = fc.constantFrom("0", "1", "255", "256", ":", "::", ".", "ffff", "a", "12345", "g");
  const drawn = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(drawn, (text) => {
      // Leading zeros and IPv4 within IPv6 are written in no log as an address.
      fc.pre(!/(^|\.)0\d/.test(text) && !/:.*\./.test(text));
      assert.equal(addressKind(text) !== "none", isIP(text) !== 0, text);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("what is no file of countries says what it is", () => {
  assert.match(String(openCountries(new Uint8Array())), /^it is no database of addresses/);
  assert.match(
    String(openCountries(new TextEncoder().encode("id,country\n"))),
    /^it is no database of addresses/,
  );
  const asn = mmdb({
    networks: { "192.0.2.0/24": { autonomous_system_number: 1 } },
    type: "GeoLite2-ASN\x1b",
  });
  assert.equal(
    openCountries(asn),
    "it is of the kind GeoLite2-ASN? and holds no countries. Name one that does.",
  );
});

Deno.test("a damaged file never throws: it does not open, or says so of an address", () => {
  const whole = mmdb({ networks: { ...NETWORKS, ...V6 } });
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(damage, fc.nat(whole.length), fc.boolean(), (changes, length, isCut) => {
      const file = whole.slice(isCut ? whole.length - length : 0);
      for (const [at, byte] of changes) if (at < file.length) file[at] = byte;
      const countries = openCountries(file);
      if (typeof countries === "string") return;
      for (const address of ["192.0.2.1", "198.51.100.200", "2001:db8::1", "2001:db9:1:2::"]) {
        assert.match(countries.countryOf(address) ?? "DE", /^[A-Z]{2}$|^\(unknown\)$/);
      }
    }),
    { numRuns: 500 },
  );
});
