// Role: an nginx `log_format` as it is pasted → its pieces.

import type { Escape } from "../layout.ts";
import { refusal } from "./caret.ts";
import { isOfNginx } from "./nginx_names.ts";
import { isVariable, type Meaning, type Piece, type TakenApart, type Variable } from "./pieces.ts";
import { characterAt, joinedStrings } from "./quoting.ts";

/** What variables hold; others are texts that are not read. The client is in a header, `$http_x_forwarded_for` above all, only where nothing else says it. */
export const VARIABLES: Readonly<Record<string, Meaning>> = {
  remote_addr: { role: "host", decode: "name" },
  realip_remote_addr: { role: "host", decode: "name", rank: 3 },
  proxy_protocol_addr: { role: "host", decode: "name", rank: 3 },
  http_x_real_ip: { role: "host", decode: "address", rank: 1 },
  http_cf_connecting_ip: { role: "host", decode: "address", rank: 1 },
  http_true_client_ip: { role: "host", decode: "address", rank: 1 },
  http_fastly_client_ip: { role: "host", decode: "address", rank: 1 },
  http_x_client_ip: { role: "host", decode: "address", rank: 1 },
  http_x_cluster_client_ip: { role: "host", decode: "address", rank: 1 },
  http_x_forwarded_for: { role: "host", decode: "address", rank: 2, isList: true },
  proxy_add_x_forwarded_for: { role: "host", decode: "address", rank: 2, isList: true },
  remote_user: { role: "user", decode: "name" },
  time_local: { role: "time", decode: "clf-time" },
  time_iso8601: { role: "time", decode: "iso-time" },
  msec: { role: "time", decode: "epoch", rank: -1 },
  request: { role: "request", decode: "request" },
  request_method: { role: "method", decode: "name" },
  request_uri: { role: "target", decode: "name" },
  uri: { role: "target", decode: "name", rank: 1 },
  document_uri: { role: "target", decode: "name", rank: 1 },
  args: { role: "query", decode: "name" },
  query_string: { role: "query", decode: "name" },
  server_protocol: { role: "protocol", decode: "name" },
  status: { role: "status", decode: "status" },
  body_bytes_sent: { role: "size", decode: "count" },
  bytes_sent: { role: "size", decode: "count", rank: 1 },
  request_time: { role: "duration", decode: "seconds" },
  upstream_response_time: { role: "upstreamDuration", decode: "seconds-list" },
  upstream_connect_time: { role: null, decode: "list" },
  upstream_header_time: { role: null, decode: "list" },
  upstream_addr: { role: null, decode: "list" },
  upstream_status: { role: null, decode: "list" },
  upstream_response_length: { role: null, decode: "list" },
  upstream_bytes_received: { role: null, decode: "list" },
  upstream_bytes_sent: { role: null, decode: "list" },
  host: { role: "vhost", decode: "address" },
  http_host: { role: "vhost", decode: "address", rank: 1 },
  server_name: { role: "vhost", decode: "address", rank: 2 },
  http_referer: { role: "referrer", decode: "name" },
  http_user_agent: { role: "agent", decode: "name" },
};

const ESCAPES: Readonly<Record<string, Escape>> = { default: "clf", json: "json", none: "none" };

/** A directive, or what is in it; the name of the format and the escape may be missing. */
const DIRECTIVE = /^\s*(?:log_format\s+([\w.-]+)\s+)?(?:escape=(\w*)\s+)?([^]*)$/;

/** Variables that are next to each other, but together are one target. */
const TARGET =
  /\$(?:\{(?:document_)?uri\}|(?:document_)?uri)\$(?:\{is_args\}|is_args)\$(?:\{args\}|args|query_string)/y;

const VARIABLE = /\$(?:\{(\w+)\}|([A-Za-z]\w*))/y;

/** Whether the text is an nginx format. */
export function isNginxString(text: string): boolean {
  return /^\s*log_format\s/.test(text) || /\$\{?[a-z]/.test(text);
}

/**
 * The format taken apart, and its text for storing.
 *
 * Errors: a `Problem` "usage" with the place, where it is none.
 */
export function nginxPieces(pasted: string): TakenApart & { readonly canonical: string } {
  const [, name, escapeName = "default", rest] = DIRECTIVE.exec(pasted)!;
  const escape = ESCAPES[escapeName];
  if (escape === undefined) {
    const at = pasted.indexOf("escape=") + "escape=".length;
    throw refusal(pasted, { at, length: escapeName.length }, "the escape is default, json or none");
  }
  const isStrings = name !== undefined || rest.startsWith("'");
  const joined = isStrings ? joinedStrings(rest) : rest.trim();
  if (joined === null) {
    throw refusal(
      pasted,
      { at: pasted.length - rest.length, length: 1 },
      "the strings of the directive are not closed",
    );
  }
  const canonical = escape === "clf" ? joined : `escape=${escapeName} ${joined}`;
  return { text: joined, pieces: piecesOf(joined), escape, needed: NEEDED, canonical };
}

const NEEDED = {
  time: "$time_local, $time_iso8601 or $msec",
  status: "$status",
  other: "$remote_addr or $request",
};

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length;) {
    TARGET.lastIndex = VARIABLE.lastIndex = at;
    const target = TARGET.exec(text), variable = VARIABLE.exec(text);
    if (target !== null) {
      pieces.push(variableOf(target[0], at, { role: "target", decode: "name" }));
      at = TARGET.lastIndex;
    } else if (variable !== null) {
      const meaning = VARIABLES[variable[1] ?? variable[2]] ?? { role: null, decode: "name" };
      pieces.push(variableOf(variable[0], at, meaning));
      at = VARIABLE.lastIndex;
    } else if (text[at] === "$") {
      throw refusal(text, { at, length: 1 }, "a dollar begins the name of a variable");
    } else {
      const [character, length] = characterAt(text, at);
      pieces.push(character);
      at += length;
    }
  }
  return pieces;
}

/** The name of a variable without its dollar and its braces. */
export function nameOf({ name }: Pick<Variable, "name">): string {
  return name.replace(/[${}]/g, "");
}

/** The variables of a format that nginx does not know: they were made by the configuration, and are left out. */
export function ownVariables(pieces: readonly Piece[]): string[] {
  const own = pieces.filter(isVariable).filter((variable) =>
    variable.role === null && !isOfNginx(nameOf(variable))
  );
  return [...new Set(own.map(({ name }) => name))];
}

function variableOf(name: string, at: number, meaning: Meaning): Variable {
  return { name, at, length: name.length, ...meaning };
}
