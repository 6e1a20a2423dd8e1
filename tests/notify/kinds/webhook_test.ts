// Role: the notifier "webhook": its signature against the vector of the specification and the reference library.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { webhook } from "../../../src/notify/kinds/webhook.ts";
import { signingKey, webhookSignature } from "../../../src/notify/kinds/webhook_signature.ts";
import { bodies, definition } from "../../notify/material.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Deno.test("the signature is that of the published vector", async () => {
  const key = signingKey(SECRET)!;
  assert.equal(
    await webhookSignature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'),
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

Deno.test("the reference library verifies whatever is sent, and nothing that was changed", () =>
  fc.assert(
    fc.asyncProperty(bodies(), fc.uint8Array({ minLength: 24, maxLength: 64 }), async (body, bytes) => {
      const secret = `whsec_${btoa(String.fromCharCode(...bytes))}`;
      assert.equal(webhook.refusal(secret), null);
      const now = Date.now() / 1000;
      const { headers, body: text } = await webhook.request({ body, now }, definition("webhook"), secret);
      const verifier = new Webhook(secret);
      const event = verifier.verify(text, { ...headers }) as { type: string; data: unknown };
      assert.equal(event.type, `alert.${body.transition}`);
      // Texts that are longer than receivers take are cut; see payloads_test.ts.
      const isWhole = JSON.stringify(body).length < 4000;
      assert.deepEqual(event.data, isWhole ? body : JSON.parse(text).data);
      assert.throws(() => verifier.verify(text + " ", { ...headers }));
      assert.throws(() => new Webhook(`whsec_${btoa("x".repeat(24))}`).verify(text, { ...headers }));
    }),
  ));

Deno.test("webhook-id stays over retries, and differs between the beginning, the end and other alerts", () =>
  fc.assert(
    fc.asyncProperty(bodies(), bodies(), fc.nat(1e9), async (a, b, now) => {
      const idOf = async (body: typeof a, at: number) =>
        (await webhook.request({ body, now: at }, definition("webhook"), null)).headers["webhook-id"];
      assert.equal(await idOf(a, now), await idOf(a, now + 7200));
      const isSame = a.key === b.key && a.transition === b.transition;
      assert.equal(await idOf(a, now) === await idOf(b, now), isSame);
    }),
  ));

Deno.test("without a secret nothing is signed; what is no key is refused without being repeated", async () => {
  const [body] = fc.sample(bodies(), 1);
  const { headers } = await webhook.request({ body, now: 1 }, definition("webhook"), null);
  assert.equal(headers["webhook-signature"], undefined);
  for (
    const secret of ["", "whsec_", "hunter2", "whsec_####", `whsec_${btoa("short")}`, btoa("x".repeat(65))]
  ) {
    const refusal = webhook.refusal(secret);
    assert.ok(refusal !== null, secret);
    assert.ok(secret === "" || secret === "whsec_" || !refusal.includes(secret));
  }
});

Deno.test("410 switches it off", () => {
  assert.equal(webhook.outcome({ status: 410, retryAfter: null }, 0).kind, "gone");
});
