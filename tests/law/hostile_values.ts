// Role: the field values that random logs are made of. Strings are bytes: one latin1 character a byte.

/** UTF-8 bytes of a text, one character a byte. */
function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

const NAMES = [
  "",
  "(other)",
  "(none)",
  "-",
  "a,b",
  'a"b',
  '"',
  '""',
  " x ",
  "=1+1",
  "\\x41",
  "\\x5c",
  "\\xZZ",
  "\\",
  "\x00",
  "a\x00b",
  "\x1b[31mred",
  "\x7f",
  "a\rb",
  "\t",
  utf8("é"),
  utf8("e\u0301"),
  utf8("日本"),
  utf8("😀"),
  utf8("\u0085"),
  utf8("\u202Eabc"),
  utf8("\u200B"),
  utf8("\uFEFF"),
  utf8("\u2028"),
  utf8("\uFFFD"),
  "\xFF",
  "\xC3",
  "\xC0\x80",
  "\xED\xA0\x80",
  "\xF4\x90\x80\x80",
  "\x80\x80",
  "long".repeat(80),
] as const;

/** Mostly a few hosts that come again and again, so that `--top` cuts and ties happen. */
export const HOSTS: readonly string[] = [
  ..."aaaaaaaabbbbbbccccddddeeefffgghhijklmnop",
  "A",
  "aa",
  ...["10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.7.2", "10.9.7.2", "2001:db8:1:2::3"],
  ...NAMES,
];

/** Requests of every kind that the section rule tells apart. */
export const REQUESTS: readonly string[] = [
  ...Array(4).fill(["/", "/a", "/a/1", "/a?x=1", "/b", "/b#c", "/c/", "/d"]).flat().map((path) =>
    `GET ${path} HTTP/1.1`
  ),
  "GET //x HTTP/1.1",
  "GET /a;s=1/b HTTP/1.1",
  "GET /?a/b HTTP/1.1",
  "GET http://h HTTP/1.1",
  "GET http://h/shop/1 HTTP/1.1",
  "GET http://h?/a HTTP/1.1",
  "GET http:///a HTTP/1.1",
  "GET 1http://h/a HTTP/1.1",
  "GET ://h/a HTTP/1.1",
  "GET ?a HTTP/1.1",
  "GET a/b HTTP/1.1",
  "OPTIONS * HTTP/1.1",
  "OPTIONS *",
  "GET *? HTTP/1.1",
  "CONNECT h:443 HTTP/1.1",
  "GET /a",
  "GET",
  "GET ",
  " /a",
  "GET  /a",
  "G=T /a",
  "-",
  "",
  "\x16\x03\x01\x02",
  "!#$%&'*+.^_`|~09Az- /token",
  ...NAMES.map((name) => `GET /${name}/x HTTP/1.1`),
  ...NAMES,
];

/** Statuses around the edge of failure, and at the ends of what is accepted. */
export const STATUSES: readonly string[] = [
  ...["200", "200", "200", "200", "404", "499", "500", "503"],
  ...["100", "501", "999", "300"],
];

/** Sizes, up to those that saturate a sum. */
export const SIZES: readonly string[] = [
  ...["0", "1", "12", "345", "678901", "-", "-"],
  ...[
    "007",
    "4294967295",
    "4294967296",
    "9007199254740990",
    "9007199254740991",
    "9007199254740993",
    "9".repeat(30),
  ],
];

/** Lines that are no records. */
export const JUNK_LINES: readonly string[] = [
  "",
  "",
  "junk",
  ",",
  ",,,,,,",
  '"',
  '"a"b,c',
  '"a,b',
  "\r",
  "\x00",
  "remotehost,rfc931,authuser,date,request,status,bytes",
  "x".repeat(250),
  utf8("é").repeat(130),
];
