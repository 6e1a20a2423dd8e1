// Role: the names by which logs with named fields, JSON and CSV, call what is read of them. A new writer's names are added here.

import type { Decoder, Role } from "../layout.ts";
import type { KeySpec } from "./keys.ts";

/** Names of a role in the order in which they are tried; a name with `& other` counts only in lines that have the other key, too. */
function keysOf(role: Role, decode: Decoder, names: string): readonly KeySpec[] {
  return names.trim().split(/\s*,\s*/).map((text) => {
    const [name, beside] = text.split(/\s*&\s*/);
    return { name, role, decode, beside };
  });
}

/**
 * The keys of nginx (by its variables), Caddy (`request.…`), Traefik (`RequestPath`, …), Google (`httpRequest.…`), Cloudflare
 * (`Edge…`), Envoy (`response_code`, …), the Elastic Common Schema (`http.…`), and usual ones. A unit is taken from a name only
 * where its writer documents it.
 */
export const KNOWN_KEYS: readonly KeySpec[] = [
  ...keysOf(
    "time",
    "any-time",
    "time_iso8601, StartUTC, EdgeStartTimestamp, start_time, ts, @timestamp, timestamp, time_local, " +
      "time, msec, date, datetime, " +
      "requestTime, timeStamp & properties.requestUri, started_at & latencies.request",
  ),
  ...keysOf(
    "status",
    "status",
    "status, DownstreamStatus, httpRequest.status, EdgeResponseStatus, response_code, http.response.status_code, " +
      "status_code, statusCode, response.status, response, res.statusCode, properties.httpStatusCode, " +
      "properties.httpStatus",
  ),
  ...keysOf(
    "host",
    "address",
    "request.client_ip, request.remote_ip, request.remote_addr, ClientHost, httpRequest.remoteIp, ClientIP, " +
      "remote_addr, client_ip, remote_ip, clientip, client.ip, source.ip, downstream_remote_address, " +
      "x-forwarded-for & response_code, client_addr, remote_address, remoteAddr, remote_host, remotehost, " +
      "client.address, source.address, client, ip, remoteIP, remoteIp, clientIp, client_address, remote, " +
      "req.remoteAddress, properties.clientIp, properties.clientIP",
  ),
  ...keysOf("request", "request", "request, request_line"),
  ...keysOf(
    "method",
    "name",
    "request.method, RequestMethod, httpRequest.requestMethod, ClientRequestMethod, request_method, " +
      "http.request.method, " +
      "http_method, method, verb, httpMethod, req.method, properties.httpMethod",
  ),
  ...keysOf(
    "target",
    "name",
    "request.uri, RequestPath, httpRequest.requestUrl, ClientRequestURI, request_uri, x-envoy-origin-path, " +
      "url.original, uri, path, request_path, url.path, url, resourcePath, req.url, properties.requestUri",
  ),
  ...keysOf(
    "query",
    "name",
    "args & uri, query_string & uri, query_string & path, url.query & url.path, " +
      "properties.requestQuery & properties.requestUri",
  ),
  ...keysOf(
    "protocol",
    "name",
    "request.proto, RequestProtocol, httpRequest.protocol, ClientRequestProtocol, server_protocol, protocol, proto",
  ),
  ...keysOf(
    "size",
    "count",
    "size, DownstreamContentSize, httpRequest.responseSize, EdgeResponseBytes, body_bytes_sent, bytes_sent, " +
      "http.response.body.bytes, response_size, response_length, bytes, length, bytes_out, " +
      "written_bytes, responseLength, response.size & latencies.request, properties.responseBytes, " +
      "properties.sentBytes",
  ),
  ...keysOf("duration", "nanoseconds", "Duration & DownstreamStatus"),
  ...keysOf("duration", "milliseconds", "duration & response_code"),
  ...keysOf("duration", "span", "duration & request.uri").map((key) => ({ ...key, hasFraction: true })),
  ...keysOf("duration", "span", "httpRequest.latency"),
  ...keysOf("duration", "seconds", "request_time, duration_s, properties.timeTaken"),
  ...keysOf(
    "duration",
    "milliseconds",
    "duration_ms, latency_ms, elapsed_ms, latencies.request, responseTime & res.statusCode",
  ),
  ...keysOf("duration", "microseconds", "duration_us"),
  ...keysOf("duration", "nanoseconds", "duration_ns, event.duration, latency & latency_human"),
  ...keysOf("upstreamDuration", "seconds-list", "upstream_response_time"),
  ...keysOf("upstreamDuration", "nanoseconds", "OriginDuration & DownstreamStatus"),
  ...keysOf("upstreamDuration", "milliseconds", "x-envoy-upstream-service-time, upstream_service_time"),
  ...keysOf("user", "name", "user_id, remote_user, ClientUsername, auth_user, user.name, user"),
  // Of Logstash `host` is the machine that it runs on.
  ...keysOf("vhost", "list", "@version & verb"),
  ...keysOf(
    "vhost",
    "address",
    "request.host, RequestHost, ClientRequestHost, :authority, authority, http_host, server_name, " +
      "url.domain, req.headers.host, request.headers.host & latencies.request, properties.host, vhost, " +
      "host",
  ),
  // As the patterns of grok leave them.
  ...keysOf("referrer", "name", "referrer & httpversion").map((key) => ({ ...key, isQuoted: true })),
  ...keysOf("agent", "name", "agent & httpversion").map((key) => ({ ...key, isQuoted: true })),
  ...keysOf(
    "referrer",
    "name",
    "request.headers.Referer, request_Referer, httpRequest.referer, ClientRequestReferer, " +
      "http_referer, http_referrer, " +
      "http.request.referrer, referrer, referer",
  ),
  ...keysOf(
    "agent",
    "name",
    "request.headers.User-Agent, request_User-Agent, httpRequest.userAgent, ClientRequestUserAgent, " +
      "http_user_agent, " +
      "user_agent.original, user_agent, req.headers.user-agent, " +
      "request.headers.user-agent & latencies.request, properties.userAgent, user-agent, userAgent, " +
      "useragent, agent, ua",
  ),
];
