// Role: lines of servers and frameworks that cannot be read, or not without being told how: each is refused, and none is read as another.

import assert from "node:assert/strict";
import { detect } from "../../src/formats/mod.ts";
import { readBeginningOf } from "../../src/inputs/beginning.ts";

/** By the writer and what is special. */
const REFUSED: Readonly<Record<string, string>> = {
  'nginx $host "$request"':
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] shop.example.com "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx $status first":
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] 200 "GET /shop/cart?id=7 HTTP/1.1" 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx request_time before":
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] 0.012 "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx status rt bytes":
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 0.012 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx xff list first":
    '198.51.100.2, 10.0.0.1 203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx time first":
    '[29/Nov/2026:12:00:01 +0000] 203.0.113.7 - - "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx iso in brackets":
    '203.0.113.7 - - [2026-11-29T12:00:01+00:00] "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx time iso only":
    '2026-11-29T12:00:01+00:00 203.0.113.7 "GET /shop/cart?id=7 HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx method uri unquoted":
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] GET /shop/cart HTTP/1.1 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx cache status after request":
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" HIT 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"',
  "nginx pipe separated": "203.0.113.7|2026-11-29T12:00:01Z|GET|/shop/cart|200|5316|0.012",
  "nginx tab ltsv":
    "time:29/Nov/2026:12:00:01 +0000\thost:203.0.113.7\tforwardedfor:-\treq:GET /shop/cart HTTP/1.1\tstatus:200\tmethod:GET\turi:/shop/cart\tsize:5316\treferer:-\tua:curl/8.0\treqtime:0.012\tvhost:shop.example.com",
  "apache %T %b": '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 200 0 2326',
  "apache ssl_request_log":
    '[29/Nov/2026:12:00:01 +0000] 203.0.113.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /shop/cart?id=7 HTTP/1.1" 5316',
  "apache %I %O": '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /shop/cart?id=7 HTTP/1.1" 432 5316 200',
  "caddy console":
    '2026/11/29 12:00:01.123\tinfo\thttp.log.access.log0\thandled request\t{"request": {"remote_ip": "203.0.113.7", "remote_port": "51234", "proto": "HTTP/1.1", "method": "GET", "host": "shop.example.com", "uri": "/cart", "headers": {}}, "bytes_read": 0, "user_id": "", "duration": 0.0004, "size": 5316, "status": 200}',
  "haproxy tcplog": "203.0.113.7:51234 [29/Nov/2026:12:00:01.123] mysql app/s1 0/0/5 5316 -- 8/8/8/1/0 0/0",
  "iis own format":
    "203.0.113.7, -, 11/29/2026, 12:00:01, W3SVC1, WEB1, 10.0.0.1, 12, 432, 5316, 200, 0, GET, /cart, -,",
  "iis no header":
    "2026-11-29 12:00:01 10.0.0.1 GET /cart id=7 443 - 203.0.113.7 Mozilla/5.0+(X11) - 200 0 0 12",
  "cloudfront realtime json":
    '{"timestamp":"1795953601.123","c-ip":"203.0.113.7","cs-method":"GET","cs-uri-stem":"/cart","sc-status":"200","sc-bytes":"5316","time-taken":"0.012"}',
  "waf json":
    '{"timestamp":1795953601123,"formatVersion":1,"action":"BLOCK","httpRequest":{"clientIp":"203.0.113.7","country":"DE","uri":"/cart","args":"","httpVersion":"HTTP/1.1","httpMethod":"GET","requestId":"x"},"responseCodeSent":403}',
  "uvicorn": 'INFO:     203.0.113.7:51234 - "GET /cart HTTP/1.1" 200 OK',
  "uwsgi":
    "[pid: 12|app: 0|req: 1/1] 203.0.113.7 () {40 vars in 789 bytes} [Sun Nov 29 12:00:01 2026] GET /cart => generated 5316 bytes in 12 msecs (HTTP/1.1 200) 2 headers in 80 bytes (1 switches on core 0)",
  "tornado": "[I 261129 12:00:01 web:2271] 200 GET /cart (203.0.113.7) 1.23ms",
  "aiohttp": '203.0.113.7 [29/Nov/2026:12:00:01 +0000] "GET /cart HTTP/1.1" 200 5316 "-" "curl/8"',
  "django runserver": '[29/Nov/2026 12:00:01] "GET /cart HTTP/1.1" 200 5316',
  "rails default":
    "I, [2026-11-29T12:00:01.123456 #12]  INFO -- : Completed 200 OK in 12ms (Views: 1.2ms | ActiveRecord: 0.3ms)",
  "lograge":
    "method=GET path=/cart format=html controller=CartsController action=show status=200 duration=12.33 view=4.43 db=1.26",
  "morgan short": "::1 - GET /cart HTTP/1.1 200 5316 - 1.234 ms",
  "morgan tiny": "GET /cart 200 5316 - 1.234 ms",
  "morgan dev": "GET /cart 200 1.234 ms - 5316",
  "koa-logger": "  --> GET /cart 200 12ms 5.3kb",
  "quarkus": '203.0.113.7 - - 29/Nov/2026:12:00:01 +0000 "GET /cart HTTP/1.1" 200 5316',
  "play/akka none": "2026-11-29 12:00:01,123 [INFO] from accesslog in akka - GET /cart 200 12ms",
  "fastly clf":
    '<134>2026-11-29T12:00:01Z cache-fra1 fastly-log[12]: 203.0.113.7 "-" "-" Sun, 29 Nov 2026 12:00:01 GMT GET /cart 200',
  "akamai datastream json":
    '{"version":1,"cp":"1","reqId":"x","reqTimeSec":"1795953601.123","bytes":"5316","cliIP":"203.0.113.7","statusCode":"200","proto":"HTTPS","reqHost":"shop.example.com","reqMethod":"GET","reqPath":"cart","reqPort":"443","rspContentLen":"5316","UA":"curl%2f8","timeToFirstByte":"12","turnAroundTimeMSec":"12","totalBytes":"5700"}',
  "akamai w3c-like":
    '2026-11-29\t12:00:01\t203.0.113.7\tGET\t/shop.example.com/cart\t200\t5316\t12\t"-"\t"curl/8"\t"-"',
  "apisix":
    '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] shop.example.com "GET /cart HTTP/1.1" 200 5316 0.012 "-" "curl/8" 10.0.0.1:80 200 0.011 "http://shop.example.com"',
  "heroku router":
    '2026-11-29T12:00:01.123456+00:00 heroku[router]: at=info method=GET path="/cart" host=shop.example.com request_id=x fwd="203.0.113.7" dyno=web.1 connect=1ms service=18ms status=200 bytes=5316 protocol=https',
  "logfmt go":
    'time="2026-11-29T12:00:01Z" level=info msg=request method=GET path=/cart status=200 bytes=5316 remote_addr=203.0.113.7 duration=12ms',
  "go chi":
    '2026/11/29 12:00:01 "GET http://shop.example.com/cart HTTP/1.1" from 203.0.113.7:51234 - 200 5316B in 1.2ms',
  "gin": '[GIN] 2026/11/29 - 12:00:01 | 200 |     1.234567ms |     203.0.113.7 | GET      "/cart"',
  "minio audit":
    '{"version":"1","deploymentid":"x","time":"2026-11-29T12:00:01.123Z","api":{"name":"GetObject","bucket":"b","object":"o","status":"OK","statusCode":200,"timeToResponse":"1234567ns"},"remotehost":"203.0.113.7","requestID":"x","userAgent":"curl/8"}',
  "phpfpm": '- -  29/Nov/2026:12:00:01 +0000 "GET /index.php" 200',
  "php -S": "[Sun Nov 29 12:00:01 2026] 203.0.113.7:51234 [200]: GET /cart",
};

for (const [name, log] of Object.entries(REFUSED)) {
  Deno.test(`writers: ${name} is refused, with and without a zone`, () => {
    const bytes = new TextEncoder().encode(`${log}\n`.repeat(3));
    for (const zone of [null, "UTC"]) {
      const { reading, problem } = readBeginningOf(bytes, { format: null, zone, detect });
      assert.equal(reading, null);
      assert.equal(problem?.kind, "data");
    }
  });
}
