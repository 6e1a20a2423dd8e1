// Role: lines as the usual configurations of servers, proxies, clouds and frameworks write them: what is read of each.

import assert from "node:assert/strict";
import { detect } from "../../src/formats/mod.ts";
import { readBeginningOf } from "../../src/inputs/beginning.ts";
import { type Fields, outcomesOf } from "./outcomes.ts";

/** By the writer and what is special: its log, and the record in it. */
const WRITERS: Readonly<Record<string, readonly [log: string, record: string]>> = {
  "nginx combined": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx main (xff)": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "-" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0" "10.1.2.3"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx + rt= uct=": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0" rt=0.012 uct="0.001" uht="0.011" urt="0.011"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx + request_time": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0" 0.012',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx + request_time upstream": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0" 0.012 0.011 .',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx vhost front": [
    'shop.example.com 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; vhost shop.example.com; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx vhost front, no user": [
    'shop.example.com 203.0.113.7 - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; vhost shop.example.com; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx vhost second": [
    '203.0.113.7 shop.example.com - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; vhost shop.example.com; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx status rlen bytes": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 432 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 432; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "nginx status bytes host ref ua": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 shop.example.com "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "nginx ua only": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "nginx status bytes rt ref ua": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 0.012 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "nginx xff first": [
    '198.51.100.2 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; vhost 198.51.100.2; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx time iso first": [
    '2026-11-29T12:00:01+00:00 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx msec first": [
    '1795953601.123 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx request_id first": [
    'a1b2c3d4e5f60718293a4b5c6d7e8f90 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx scheme host uri": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET https://shop.example.com/cart HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET https://shop.example.com/cart HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx cache status bracket": [
    '203.0.113.7 - HIT [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; user HIT; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "nginx json": [
    '{"time_local":"29/Nov/2026:12:00:01 +0000","remote_addr":"203.0.113.7","remote_user":"","request":"GET /shop/cart?id=7 HTTP/1.1","status": "200","body_bytes_sent":"5316","request_time":"0.012","http_referrer":"","http_user_agent":"curl/8.0"}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; agent curl/8.0",
  ],
  "nginx json method uri": [
    '{"time":"2026-11-29T12:00:01+00:00","client":"203.0.113.7","method":"GET","uri":"/cart","status":200,"size":5316,"duration":0.012,"host":"shop.example.com"}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; method GET; target /cart; vhost shop.example.com",
  ],
  "nginx json request_length bytes": [
    '{"@timestamp":"2026-11-29T12:00:01+00:00","remote_addr":"203.0.113.7","request_length":432,"request_method":"GET","request_uri":"/cart","status":200,"bytes_sent":5700,"body_bytes_sent":5316,"request_time":0.012,"upstream_status":"200","upstream_response_time":"0.011"}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; upstreamDuration 11000; host 203.0.113.7; method GET; target /cart",
  ],
  "apache common": [
    '203.0.113.7 - frank [29/Nov/2026:12:00:01 -0700] "GET /shop/cart?id=7 HTTP/1.1" 200 2326',
    "clf: time 2026-11-29T19:00:01Z; status 200; size 2326; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; user frank",
  ],
  "apache common %D": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 2326 1532',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 2326; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "apache %D %b": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 1532 2326',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 1532; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "apache vhost_combined": [
    'shop.example.com:443 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; vhost shop.example.com; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "apache combinedio": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0" 512 5800',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "apache XFF front": [
    '198.51.100.2 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 198.51.100.2; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "apache %a:port": [
    '203.0.113.7:51234 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "apache resolved host": [
    'dsl-7.example.net - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host dsl-7.example.net; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "apache **%T/%D**": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0" **0/1532**',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; referrer https://example.com/start; agent Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
  ],
  "apache usec time": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01.123456 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "caddy": [
    '{"level":"info","ts":1795953601.123,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"203.0.113.7","remote_port":"51234","client_ip":"203.0.113.7","proto":"HTTP/2.0","method":"GET","host":"shop.example.com","uri":"/cart?id=7","headers":{"User-Agent":["curl/8.0"]}},"bytes_read":0,"user_id":"","duration":0.000412,"size":5316,"status":200,"resp_headers":{}}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 412; host 203.0.113.7; method GET; target /cart?id=7; protocol HTTP/2.0; vhost shop.example.com; agent curl/8.0",
  ],
  "caddy ms": [
    '{"level":"info","ts":1795953601.123,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"203.0.113.7","client_ip":"203.0.113.7","proto":"HTTP/2.0","method":"GET","host":"shop.example.com","uri":"/cart?id=7","headers":{"User-Agent":["curl/8.0"]}},"duration":12,"size":5316,"status":200}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; method GET; target /cart?id=7; protocol HTTP/2.0; vhost shop.example.com; agent curl/8.0",
  ],
  "caddy ns": [
    '{"level":"info","ts":1795953601.123,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"203.0.113.7","client_ip":"203.0.113.7","proto":"HTTP/2.0","method":"GET","host":"shop.example.com","uri":"/cart?id=7","headers":{}},"duration":412345,"size":5316,"status":200}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; method GET; target /cart?id=7; protocol HTTP/2.0; vhost shop.example.com",
  ],
  "caddy ts iso": [
    '{"level":"info","ts":"2026-11-29T12:00:01.123Z","logger":"http.log.access","request":{"remote_ip":"203.0.113.7","method":"GET","uri":"/","proto":"HTTP/1.1"},"duration":"1.2ms","size":1,"status":200}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 1; duration 1200; host 203.0.113.7; method GET; target /; protocol HTTP/1.1",
  ],
  "traefik clf": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "-" "-" 12 "web@docker" "http://172.18.0.3:80" 12ms',
    "traefik: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1",
  ],
  "traefik json": [
    '{"ClientAddr":"203.0.113.7:51234","ClientHost":"203.0.113.7","ClientPort":"51234","ClientUsername":"-","DownstreamContentSize":5316,"DownstreamStatus":200,"Duration":12345678,"OriginContentSize":5316,"OriginDuration":12000000,"OriginStatus":200,"Overhead":345678,"RequestAddr":"shop.example.com","RequestContentSize":0,"RequestCount":12,"RequestHost":"shop.example.com","RequestMethod":"GET","RequestPath":"/cart","RequestPort":"-","RequestProtocol":"HTTP/2.0","RequestScheme":"https","RetryAttempts":0,"RouterName":"web@docker","StartLocal":"2026-11-29T13:00:01.123+01:00","StartUTC":"2026-11-29T12:00:01.123Z","entryPointName":"websecure","level":"info","msg":"","time":"2026-11-29T12:00:01Z"}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12345; upstreamDuration 12000; host 203.0.113.7; method GET; target /cart; protocol HTTP/2.0; vhost shop.example.com",
  ],
  "envoy": [
    '[2026-11-29T12:00:01.310Z] "GET /cart HTTP/2" 200 - 154 5316 226 100 "10.0.35.28" "curl/8" "cc21d9b0" "shop" "10.0.2.1:80"',
    "envoy: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 226000; upstreamDuration 100000; host 10.0.35.28; request GET /cart HTTP/2; vhost shop; agent curl/8",
  ],
  "istio json": [
    '{"authority":"shop.example.com","bytes_received":0,"bytes_sent":5316,"connection_termination_details":null,"downstream_local_address":"10.0.0.1:8080","downstream_remote_address":"203.0.113.7:51234","duration":12,"method":"GET","path":"/cart","protocol":"HTTP/1.1","request_id":"x","requested_server_name":null,"response_code":200,"response_flags":"-","route_name":"default","start_time":"2026-11-29T12:00:01.310Z","upstream_cluster":"x","upstream_host":"10.0.0.2:8080","upstream_service_time":"11","user_agent":"curl/8.0","x_forwarded_for":null}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; upstreamDuration 11000; host 203.0.113.7; method GET; target /cart; protocol HTTP/1.1; vhost shop.example.com; agent curl/8.0",
  ],
  "haproxy unknown prefix": [
    'lb-1 haproxy 203.0.113.7:51234 [29/Nov/2026:12:00:01.123] web~ app/s1 0/0/1/48/49 200 5316 - - ---- 8/8/8/1/0 0/0 "GET /cart HTTP/1.1"',
    "haproxy with a zone: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 49000; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "haproxy clf": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 "" "" 51234 123 "web~" "app" "s1" 0 0 1 48 49 ---- 8 8 8 1 0 0 0 "" ""',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1; referrer ; agent ",
  ],
  "haproxy iso syslog": [
    '2026-11-29T12:00:01.123456+00:00 lb haproxy[12]: 203.0.113.7:51234 [29/Nov/2026:12:00:01.123] web~ app/s1 0/0/1/48/49 200 5316 - - ---- 8/8/8/1/0 0/0 "GET /cart HTTP/1.1"',
    "haproxy with a zone: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 49000; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "varnishncsa": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET http://shop.example.com/cart HTTP/1.1" 200 5316 "-" "curl/8"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET http://shop.example.com/cart HTTP/1.1; agent curl/8",
  ],
  "lighttpd": [
    '203.0.113.7 shop.example.com - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "-" "curl/8"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; vhost shop.example.com; agent curl/8",
  ],
  "lighttpd ip vhost": [
    '203.0.113.7 198.51.100.9 - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "-" "curl/8"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /shop/cart?id=7 HTTP/1.1; vhost 198.51.100.9; agent curl/8",
  ],
  "squid": [
    "1795953601.779    180 192.168.0.224 TCP_MISS/200 411 GET http://example.com/x - HIER_DIRECT/1.2.3.4 text/plain",
    "squid: time 2026-11-29T12:00:01Z; status 200; size 411; duration 180000; host 192.168.0.224; method GET; target http://example.com/x",
  ],
  "squid combined": [
    '192.168.0.224 - - [29/Nov/2026:12:00:01 +0000] "GET http://example.com/x HTTP/1.1" 200 411 "-" "curl/8" TCP_MISS:HIER_DIRECT',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 411; host 192.168.0.224; request GET http://example.com/x HTTP/1.1; agent curl/8",
  ],
  "iis": [
    "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2026-11-29 12:00:00\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n2026-11-29 12:00:01 10.0.0.1 GET /cart id=7 443 - 203.0.113.7 Mozilla/5.0+(X11) - 200 0 0 12",
    "w3c: time 2026-11-29T12:00:01Z; status 200; duration 12000; host 203.0.113.7; method GET; target /cart; query id=7; agent Mozilla/5.0 (X11)",
  ],
  "azure app service": [
    "#Fields: date time s-sitename cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\n2026-11-29 12:00:01 SITE GET /cart id=7 443 - 203.0.113.7:51234 Mozilla/5.0 - - shop.example.com 200 0 0 5316 432 12",
    "w3c: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; host 203.0.113.7; method GET; target /cart; query id=7; vhost shop.example.com; agent Mozilla/5.0",
  ],
  "alb": [
    'https 2026-11-29T12:00:01.186641Z app/lb/50dc 203.0.113.7:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET https://shop.example.com:443/cart HTTP/1.1" "curl/7" ECDHE TLSv1.2 arn "Root=1-5" "shop.example.com" "arn" 0 2026-11-29T12:00:01.186000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"',
    "alb: time 2026-11-29T12:00:01Z; status 200; size 366; duration 1000; host 203.0.113.7; request GET https://shop.example.com:443/cart HTTP/1.1; agent curl/7",
  ],
  "cloudfront": [
    "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken\n2026-11-29\t12:00:01\tFRA2\t5316\t203.0.113.7\tGET\td1.cloudfront.net\t/cart\t200\t-\tMozilla/5.0%20(X11)\tid=7\t-\tHit\tabc\tshop.example.com\thttps\t432\t0.012",
    "w3c: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; host 203.0.113.7; method GET; target /cart; query id=7; vhost shop.example.com; agent Mozilla/5.0 (X11)",
  ],
  "s3": [
    '79a59df9 bucket [29/Nov/2026:12:00:01 +0000] 203.0.113.7 79a5 3E57 REST.GET.OBJECT a.png "GET /a.png HTTP/1.1" 200 - 5316 5316 7 6 "-" "curl/8" - s9lz SigV2 ECDHE AuthHeader aws.s3 TLSV1.2',
    "s3: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 7000; host 203.0.113.7; request GET /a.png HTTP/1.1; agent curl/8",
  ],
  "api gateway json": [
    '{"requestId":"x","ip":"203.0.113.7","caller":"-","user":"-","requestTime":"29/Nov/2026:12:00:01 +0000","httpMethod":"GET","resourcePath":"/cart","status":"200","protocol":"HTTP/1.1","responseLength":"5316"}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; method GET; target /cart; protocol HTTP/1.1",
  ],
  "api gateway clf": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 c6af9ac6',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "gunicorn": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 "-" "curl/8"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1; agent curl/8",
  ],
  "gunicorn with pid": [
    '[2026-11-29 12:00:01 +0000] [12] [INFO] 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 "-" "curl/8"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1; agent curl/8",
  ],
  "hypercorn": [
    '[2026-11-29 12:00:01 +0000] [12] [INFO] 203.0.113.7:51234 - - [29/Nov/2026:12:00:01 +0000] "GET /cart 1.1" 200 5316 "-" "curl/8"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart 1.1; agent curl/8",
  ],
  "werkzeug": [
    '203.0.113.7 - - [29/Nov/2026 12:00:01] "GET /cart HTTP/1.1" 200 -',
    "clf with a zone: time 2026-11-29T12:00:01Z; status 200; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "werkzeug logging": [
    'INFO:werkzeug:203.0.113.7 - - [29/Nov/2026 12:00:01] "GET /cart HTTP/1.1" 200 -',
    "clf with a zone: time 2026-11-29T12:00:01Z; status 200; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "lograge json": [
    '{"method":"GET","path":"/cart","format":"html","controller":"CartsController","action":"show","status":200,"duration":12.33,"view":4.43,"db":1.26,"time":"2026-11-29T12:00:01.123Z","ip":"203.0.113.7","host":"shop.example.com"}',
    "json: time 2026-11-29T12:00:01Z; status 200; host 203.0.113.7; method GET; target /cart; vhost shop.example.com",
  ],
  "lograge logstash": [
    '{"method":"GET","path":"/cart","format":"html","controller":"CartsController","action":"show","status":200,"duration":12.33,"@timestamp":"2026-11-29T12:00:01.123Z","@version":"1","message":"[200] GET /cart (CartsController#show)"}',
    "json: time 2026-11-29T12:00:01Z; status 200; method GET; target /cart",
  ],
  "puma": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 0.0123',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "webrick": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 UTC] "GET /cart HTTP/1.1" 200 5316',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "morgan combined": [
    '::ffff:203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 "-" "curl/8"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host ::ffff:203.0.113.7; request GET /cart HTTP/1.1; agent curl/8",
  ],
  "morgan common": [
    '::1 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host ::1; request GET /cart HTTP/1.1",
  ],
  "pino-http": [
    '{"level":30,"time":1795953601123,"pid":12,"hostname":"web","req":{"id":1,"method":"GET","url":"/cart","query":{},"headers":{"host":"shop.example.com","user-agent":"curl/8"},"remoteAddress":"::1","remotePort":51234},"res":{"statusCode":200,"headers":{}},"responseTime":12,"msg":"request completed"}',
    "json: time 2026-11-29T12:00:01Z; status 200; duration 12000; host ::1; method GET; target /cart; vhost shop.example.com; agent curl/8",
  ],
  "bunyan": [
    '{"name":"app","hostname":"web","pid":12,"level":30,"req":{"method":"GET","url":"/cart","remoteAddress":"::1"},"res":{"statusCode":200},"msg":"x","time":"2026-11-29T12:00:01.123Z","v":0}',
    "json: time 2026-11-29T12:00:01Z; status 200; host ::1; method GET; target /cart",
  ],
  "tomcat with thread/D": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 12 http-nio-8080-exec-1',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "tomcat D then b": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 12 5316',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 12; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "jetty zero-pad": [
    '203.000.113.007 -  -  [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 "-" "curl/8" 12',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.000.113.007; request GET /cart HTTP/1.1; user  - ; agent curl/8",
  ],
  "spring reactor netty": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 12',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "reactor netty with logger": [
    '2026-11-29 12:00:01.123  INFO 12 --- [ctor-http-nio-2] reactor.netty.http.server.AccessLog : 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 12',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1",
  ],
  "fastly default v2": [
    '203.0.113.7 "-" "-" [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316',
    'clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1; user "-"',
  ],
  "openlitespeed": [
    '"203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 "-" "curl/8""',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1; agent curl/8",
  ],
  "kong file-log": [
    '{"request":{"method":"GET","uri":"/cart","url":"http://shop.example.com:8000/cart","size":"432","querystring":{},"headers":{"host":"shop.example.com","user-agent":"curl/8"}},"upstream_uri":"/","response":{"status":200,"size":"5316","headers":{}},"latencies":{"request":12,"kong":1,"proxy":11},"client_ip":"203.0.113.7","started_at":1795953601123}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; host 203.0.113.7; method GET; target /cart; vhost shop.example.com; agent curl/8",
  ],
  "kong nginx": [
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 "-" "curl/8" kong_request_id: "abc"',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1; agent curl/8",
  ],
  "cloudflare": [
    '{"ClientIP":"203.0.113.7","ClientRequestHost":"shop.example.com","ClientRequestMethod":"GET","ClientRequestURI":"/cart","EdgeEndTimestamp":"2026-11-29T12:00:01Z","EdgeResponseBytes":5316,"EdgeResponseStatus":200,"EdgeStartTimestamp":"2026-11-29T12:00:01Z","RayID":"x"}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; method GET; target /cart; vhost shop.example.com",
  ],
  "gcp lb": [
    '{"httpRequest":{"latency":"0.012s","remoteIp":"203.0.113.7","requestMethod":"GET","requestSize":"432","requestUrl":"https://shop.example.com/cart","responseSize":"5316","status":200,"userAgent":"curl/8"},"insertId":"x","jsonPayload":{},"logName":"x","receiveTimestamp":"2026-11-29T12:00:02Z","timestamp":"2026-11-29T12:00:01.123Z"}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; host 203.0.113.7; method GET; target https://shop.example.com/cart; agent curl/8",
  ],
  "azure front door": [
    '{"time":"2026-11-29T12:00:01.0000000Z","resourceId":"/X","category":"FrontDoorAccessLog","operationName":"x","properties":{"trackingReference":"x","httpMethod":"GET","httpVersion":"2.0","requestUri":"https://shop.example.com:443/cart","requestBytes":"432","responseBytes":"5316","userAgent":"curl/8","clientIp":"203.0.113.7","socketIp":"203.0.113.7","clientPort":"51234","timeTaken":"0.012","httpStatusCode":"200","httpStatusDetails":"200"}}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; host 203.0.113.7; method GET; target https://shop.example.com:443/cart; agent curl/8",
  ],
  "azure app gateway": [
    '{"timeStamp":"2026-11-29T12:00:01+00:00","resourceId":"/X","operationName":"ApplicationGatewayAccess","category":"ApplicationGatewayAccessLog","properties":{"instanceId":"x","clientIP":"203.0.113.7","clientPort":51234,"httpMethod":"GET","requestUri":"/cart","requestQuery":"id=7","userAgent":"curl/8","httpStatus":200,"httpVersion":"HTTP/1.1","receivedBytes":432,"sentBytes":5316,"timeTaken":0.012,"host":"shop.example.com"}}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 12000; host 203.0.113.7; method GET; target /cart; query id=7; vhost shop.example.com; agent curl/8",
  ],
  "echo json": [
    '{"time":"2026-11-29T12:00:01.123456Z","id":"","remote_ip":"203.0.113.7","host":"shop.example.com","method":"GET","uri":"/cart","user_agent":"curl/8","status":200,"error":"","latency":1234567,"latency_human":"1.234567ms","bytes_in":0,"bytes_out":5316}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; duration 1234; host 203.0.113.7; method GET; target /cart; vhost shop.example.com; agent curl/8",
  ],
  "ecs filebeat": [
    '{"@timestamp":"2026-11-29T12:00:01.000Z","source":{"address":"203.0.113.7"},"http":{"request":{"method":"GET"},"response":{"status_code":200,"body":{"bytes":5316}}},"url":{"original":"/cart"},"user_agent":{"original":"curl/8"}}',
    "json: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; method GET; target /cart; agent curl/8",
  ],
  "vector/fluent message": [
    '{"message":"203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] \\"GET /cart HTTP/1.1\\" 200 5316 \\"-\\" \\"curl/8\\"","@timestamp":"2026-11-29T12:00:05Z"}',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1; agent curl/8",
  ],
  "journald json": [
    '{"__REALTIME_TIMESTAMP":"1795953601123456","_HOSTNAME":"web","SYSLOG_IDENTIFIER":"nginx","MESSAGE":"203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] \\"GET /cart HTTP/1.1\\" 200 5316 \\"-\\" \\"curl/8\\""}',
    "clf: time 2026-11-29T12:00:01Z; status 200; size 5316; host 203.0.113.7; request GET /cart HTTP/1.1; agent curl/8",
  ],
};

for (const [name, [log, record]] of Object.entries(WRITERS)) {
  Deno.test(`writers: ${name}`, () => {
    const bytes = new TextEncoder().encode(`${log}\n`), isLocal = record.includes(" with a zone:");
    const { reader, reading, header } = readBeginningOf(bytes, {
      format: null,
      zone: isLocal ? "UTC" : null,
      detect,
    });
    assert.ok(reader !== null && reading !== null);
    const [found] = outcomesOf(reader, bytes.slice(header.length));
    const text = Object.entries(found as Fields).map(([field, value]) =>
      `${field} ${
        field === "time" ? new Date(Number(value) * 1000).toISOString().replace(".000", "") : value
      }`
    );
    assert.equal(`${reading.format.name}${isLocal ? " with a zone" : ""}: ${text.join("; ")}`, record);
  });
}
