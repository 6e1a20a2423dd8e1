// Role: makes `malformed.csv`: a zoo of lines that are wrong, or right but hostile. Written by `generate.ts`. The log has
// one column more than it needs, `note`, in which most lines say what is the matter with them.

import { START } from "./traffic.ts";

/** A line without its date: columns around it, as text in which every character is one byte (Latin-1). */
interface Specimen {
  /** What stands for the line; the field `@` is the second it belongs to. */
  readonly line: string;
  /** Line ending; a newline where absent. */
  readonly end?: string;
}

/** A line that is right in form: this request, from this host. */
function hit(request: string, note: string, host = "10.0.0.2"): Specimen {
  return { line: `"${host}","-","apache",@,"${request}",200,120,"${note}"` };
}

/** A line whose date, status and bytes are written as given. */
function numbers(date: string, status: string, bytes: string, note: string): Specimen {
  return { line: `"10.0.0.3","-","apache",${date},"GET /numbers HTTP/1.1",${status},${bytes},"${note}"` };
}

/** Accepted: unusual, and yet records. */
const ACCEPTED: readonly Specimen[] = [
  hit("GET /plain HTTP/1.1", "a plain line"),
  { line: `10.0.0.2,-,apache,@,GET /plain HTTP/1.1,200,120,no quotes at all` },
  { line: `"10.0.0.2","-","apache",@,"GET /plain HTTP/1.1",200,120,"ends with CRLF"`, end: "\r\n" },
  { line: "" },
  { line: "", end: "\r\n" },
  hit(`GET /quote/""inside"" HTTP/1.1`, "doubled quotes"),
  hit("GET /comma,inside HTTP/1.1", "a comma in quotes"),
  numbers("@.75", "200", "120", "the fraction of the date is cut off"),
  numbers("@", "999", "120", "999 is a status, and a failure"),
  numbers("@", "100", "-", "no bytes"),
  hit("-", "no request: section (none)"),
  hit("CONNECT example.org:443 HTTP/1.1", "no path: section (none)"),
  hit("OPTIONS * HTTP/1.1", "section *"),
  hit("GET //double HTTP/1.1", "an empty first segment: section /"),
  hit("GET http://example.org/shop/1 HTTP/1.1", "an absolute target: section /shop"),
  hit("GET /\x1b[31mred\x1b[0m\x1b]0;title\x07 HTTP/1.1", "colours and a window title for the terminal"),
  hit("GET /back\b\b\b\b\rgone HTTP/1.1", "backspaces and a carriage return"),
  hit("GET /\x9b2J HTTP/1.1", "a C1 control that clears the screen, and no UTF-8"),
  hit("GET /\xff\xfe\xc3\x28 HTTP/1.1", "bytes that are no UTF-8"),
  hit("GET /\xe2\x80\xae\xe2\x80\x8b HTTP/1.1", "text that runs backwards, and a space without width"),
  hit("GET /caf\xc3\xa9/\xf0\x9f\x90\x9f HTTP/1.1", "UTF-8 is fine"),
  hit("GET /nul\x00byte HTTP/1.1", "a NUL"),
  hit("GET /<script>alert(1)</script> HTTP/1.1", "HTML"),
  hit("GET /|pipe|`tick`|[link](x) HTTP/1.1", "Markdown"),
  hit("GET /'); DROP TABLE buckets; -- HTTP/1.1", "SQL"),
  hit("GET / HTTP/1.1", "a host that a spreadsheet would run", `=HYPERLINK(""http://example.org"")`),
  hit("GET / HTTP/1.1", "another one", "@SUM(1+1)*cmd"),
  hit("\x16\x03\x01\x02\x00\x01\x00\xfc", "TLS spoken to a plain port"),
];

/** Rejected, by reason in the order of `src/domain/reject.ts`. */
const REJECTED: readonly Specimen[] = [
  hit(`GET /${"long".repeat(17_500)} HTTP/1.1`, "too long: 70 KB"),
  { line: `"10.0.0.2","-","apache",@,"GET /quote HTTP/1.1,200,120` },
  { line: `"10.0.0.2"x,"-","apache",@,"GET /quote HTTP/1.1",200,120,"quote: text after the closing one"` },
  { line: `fields: a line of prose` },
  { line: `"10.0.0.2","-","apache",@,"GET /fields HTTP/1.1",200` },
  { line: `"10.0.0.2","-","apache",@,"GET /fields HTTP/1.1",200,120,"fields: one too many","here"` },
  { line: `\x00\x01\x02\x1b[2J\xfe\xff\x7f` },
  numbers("", "200", "120", "date: empty"),
  numbers("yesterday", "200", "120", "date: a word"),
  numbers("-1", "200", "120", "date: before 1970"),
  numbers("1e9", "200", "120", "date: not decimal"),
  numbers("253402300800", "200", "120", "date: after the year 9999"),
  numbers("253402300799", "200", "120", "future: the last second of the year 9999"),
  numbers("@", "20", "120", "status: two digits"),
  numbers("@", "099", "120", "status: below 100"),
  numbers("@", "OK", "120", "status: a word"),
  numbers("@", "200", "-5", "bytes: negative"),
  numbers("@", "200", "1.5", "bytes: a fraction"),
  numbers("@", "200", "many", "bytes: a word"),
];

/** The log as bytes: it is no text. Needs no seed. */
export function malformedLog(): Uint8Array<ArrayBuffer> {
  const header = `\xef\xbb\xbf"remotehost","rfc931","authuser","date","request","status","bytes","note"\n`;
  const specimens = [...ACCEPTED, ...REJECTED, hit("GET /last HTTP/1.1", "the log goes on after all that")];
  const lines = specimens.map(({ line, end = "\n" }, index) =>
    line.replace(/(?<=,)@(?=[,.])/, `${START + index}`) + end
  );
  return Uint8Array.from(header + lines.join(""), (character) => character.charCodeAt(0));
}
