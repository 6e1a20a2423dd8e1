// Role: forged values of fields: ordinary ones, ones at every edge that a parser could have, and rubbish. Texts are bytes,
// one latin1 character a byte. Used by `log_forge.ts`.

import type { Random } from "../../sample_data/random.ts";
import { forgedPath, forgedProtocol } from "./text_forge.ts";

/** Lengths at and around the widths of keys that a kernel may have (16, 32, 64 bytes), and long ones. */
const LENGTHS = [
  0,
  1,
  2,
  7,
  8,
  9,
  13,
  14,
  15,
  16,
  17,
  18,
  30,
  31,
  32,
  33,
  34,
  62,
  63,
  64,
  65,
  66,
  127,
  128,
  255,
  300,
];
/** Bytes that mean something to some parser. */
const SPECIAL = '",\r /?#-.:*%\\09azAZ\x00\x01\x0b\x1f\x21\x7f\x80\xa0\xc3\xff+=;\t';

/** A byte that is interesting, as a text; never a line feed. */
export function specialByte(random: Random): string {
  return random.chance(0.8)
    ? SPECIAL[random.below(SPECIAL.length)]
    : String.fromCharCode((random.below(255) + 11) % 256);
}

/** A word of so many letters, of which few differ, so that some come again. */
function word(random: Random, length: number): string {
  const letter = String.fromCharCode(0x61 + random.below(4));
  const text = letter.repeat(length);
  if (length === 0 || random.chance(0.5)) return text;
  const at = random.below(length);
  return text.slice(0, at) + random.pick(["b", "\x00", "Z", ".", "\xff", "é"]) + text.slice(at + 1);
}

const number = (value: number) => `${value}`;
const hex = (random: Random) => random.below(65536).toString(16);

/** A name of a host; `hosts` is how many ordinary ones there are. */
export function forgedHost(random: Random, hosts: number): string {
  const index = random.below(hosts);
  return random.weighted<() => string>([
    [() => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, 60],
    [() => `2001:db8::${index.toString(16)}`, 8],
    [() => `2001:0db8:85a3:${hex(random)}:0000:8a2e:0370:${(7000 + index % 999)}`, 3],
    [() => word(random, random.pick(LENGTHS)), 12],
    [() => word(random, random.below(70)) + "\x00".repeat(random.below(3)), 2],
    [() => rubbish(random, random.below(20)), 2],
    [() => "", 1],
  ])();
}

const METHODS = [
  "GET",
  "GET",
  "GET",
  "GET",
  "POST",
  "HEAD",
  "PUT",
  "OPTIONS",
  "CONNECT",
  "get",
  "PROPFIND",
  "X",
  "!#$%&'*+-.^_`|~9",
];
const BAD_METHODS = ["", "G ET", "G=T", "GET\t", "(GET)", '"GET"', "G\x00T", "G\xffT", "-", "/", "GET,"];
const TARGETS = [
  ...[
    "/",
    "*",
    "**",
    "*?",
    "-",
    "",
    " ",
    "//x",
    "//",
    "/a#b",
    "/a?b",
    "/a!b",
    "/?a",
    "/#",
    "?a",
    "#a",
    "a/b",
    "\t/a",
  ],
  ...[
    "http://h",
    "http://h/",
    "http://h/shop/1",
    "http://h?x/y",
    "http://h#x",
    "http:///a",
    "HTTPS://h:1/a?b",
    "h:443",
  ],
  ...[
    "/cart;jsessionid=1F3A",
    "/a;b=1/c/17;d=2?e",
    "/a;b/c=1",
    "/login&token=1",
    "/x%3Ftoken=1",
    "/x%3ftoken",
    "/;a=1",
    "http://u:p@h/a;s=1/b",
  ],
  ...[
    "http:/a",
    "http:a",
    "1http://h/a",
    "+http://h/a",
    "a+b-c.d://h/e",
    "://h/a",
    "http://",
    "http:/",
    "http:",
    "a",
  ],
  ...[
    "/a/b/c",
    "/a//b",
    "/.",
    "/..",
    "/%2f",
    "/a,b",
    "/a\x00b",
    "/\xff",
    "/\xc3\xa9",
    "/a\rb",
    "/\x1b[31m",
    "/a\x7f",
  ],
  ...["/(other)", "(none)", "/(none)", "/a\tb", "/a;b", "/a&b", "/a:b", "/a\\b"],
];

/** A request line; `sections` is how many ordinary sections there are. */
export function forgedRequest(random: Random, sections: number): string {
  const method = random.chance(0.96) ? random.pick(METHODS) : random.pick(BAD_METHODS);
  const target = random.weighted<() => string>([
    [() => `/s${random.below(sections)}${random.pick(["", "/", "/x", "?x=1", "/y/z?q", "#f"])}`, 55],
    [() => random.pick(TARGETS), 25],
    [() => forgedPath(random) + random.pick(["", "", "?x=1", "#f", "/"]), 25],
    [() => `/${word(random, random.pick(LENGTHS))}${random.pick(["", "/", "?", "#", "/a b"])}`, 12],
    [() => `/s/${word(random, random.below(300))}`, 4],
    [() => rubbish(random, random.below(30)), 3],
    [() => `http://${word(random, random.below(40))}/${word(random, random.pick(LENGTHS))}/x`, 3],
  ])();
  const rest = random.weighted([
    [" HTTP/1.1", 40],
    [" HTTP/1.0", 10],
    [forgedProtocol(random), 6],
    ["", 3],
    [" ", 1],
    ["  HTTP/1.1", 1],
    [
      " x y z",
      1,
    ],
    [
      "\tHTTP/1.1",
      1,
    ],
  ]);
  const space = random.chance(0.97) ? " " : random.pick(["", "  ", "\t", "\xa0", "\x00"]);
  return random.chance(0.97)
    ? method + space + target + rest
    : random.pick(["-", "", " ", method, `${method} `, target]);
}

/** A date for a time, usually the plain one. */
export function forgedDate(random: Random, time: number): string {
  const plain = number(time);
  return random.weighted<() => string>([
    [() => plain, 300],
    [() => `${plain}.${random.below(1000)}`, 4],
    [() => `0${plain}`, 2],
    [() => "0".repeat(random.below(25)) + plain, 1],
    [
      () =>
        random.pick([
          "",
          "-1",
          "+1",
          `${plain}.`,
          ".5",
          "1e3",
          "0x10",
          ` ${plain}`,
          `${plain} `,
          `-${plain}`,
        ]),
      2,
    ],
    [
      () => random.pick(["4294967295", "4294967296", "253402300799", "253402300800", "99999999999999999999"]),
      1,
    ],
    [() => random.pick(["0", "00", "9", "999999999", "99999999999", "2147483647", "2147483648"]), 1],
    [() => plain.slice(1), 1],
    [() => plain.slice(0, -1), 1],
    [() => `${plain}${random.below(10)}`, 1],
    [() => swapped(plain, random), 2],
  ])();
}

/** A status, usually a good one. */
export function forgedStatus(random: Random): string {
  return random.weighted<() => string>([
    [() => random.pick(["200", "200", "200", "304", "404", "500", "503"]), 80],
    [() => number(100 + random.below(900)), 15],
    [() => random.pick(["100", "999", "499", "599", "600"]), 3],
    [
      () =>
        random.pick([
          "099",
          "1000",
          "20",
          "2000",
          "2x0",
          "",
          "0200",
          "-",
          "+20",
          " 200",
          "200 ",
          "2.0",
          "2:0",
          "\x00200",
          "/00",
          "20:",
          "2\xff0",
        ]),
      2,
    ],
  ])();
}

/** Bytes of a response, usually a few digits. */
export function forgedBytes(random: Random): string {
  return random.weighted<() => string>([
    [() => number(random.below(10 ** (1 + random.below(6)))), 80],
    [() => "-", 8],
    [() => digits(random, 1 + random.below(20)), 6],
    [() => random.pick(["9007199254740990", "9007199254740991", "9007199254740992", "9007199254740993"]), 2],
    [
      () =>
        random.pick(["18446744073709551615", "18446744073709551616", "4294967295", "4294967296", "99999999"]),
      2,
    ],
    [
      () =>
        random.pick(["00000000", "007", "0", "000000000000000000000", "100000000", "9999999", "12345678"]),
      2,
    ],
    [
      () =>
        random.pick([
          "",
          "--",
          "+1",
          "1.5",
          "-1",
          "1-",
          " 1",
          "1 ",
          "1e3",
          "1/",
          "1:",
          "/1",
          ":1",
          "\x001",
          "x",
          "1\r",
        ]),
      2,
    ],
  ])();
}

/** What stands in a column that is not counted. */
export function forgedOther(random: Random): string {
  return random.weighted<() => string>([
    [
      () => random.pick(["-", "-", "-", "apache", "", "a b", "1549573860", "a,b", ",,", '"', 'x"y', "\r"]),
      12,
    ],
    [() => word(random, random.pick(LENGTHS)), 1],
    [() => rubbish(random, random.below(12)), 1],
  ])();
}

/** Interesting bytes at random. */
export function rubbish(random: Random, length: number): string {
  let text = "";
  for (let at = 0; at < length; at++) text += specialByte(random);
  return text;
}

function digits(random: Random, length: number): string {
  let text = "";
  for (let at = 0; at < length; at++) text += random.below(10);
  return text;
}

/** One character replaced by an interesting one. */
function swapped(text: string, random: Random): string {
  const at = random.below(text.length);
  return text.slice(0, at) + specialByte(random) + text.slice(at + 1);
}
