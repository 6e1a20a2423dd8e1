// A checkpoint gives back what was packed, and the engine goes on from it as if nothing had happened.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  classSecondKey,
  dimensionOf,
  KINDS,
  numberOf,
  secondKey,
  valueKey,
} from "../../src/domain/counting/cell_key.ts";
import { CellTable } from "../../src/domain/counting/cell_table.ts";
import { emptyState, type EngineState, packState, unpackState } from "../../src/domain/checkpoint.ts";
import { NOTHING_WATCHED } from "../../src/domain/monitor/state.ts";
import { isCrowded, keepNames } from "../../src/domain/counting/names.ts";
import { bucket } from "../contracts/store_material.ts";

/** A state as plain data, names as bytes. */
function plain({ names, open, recent, ...rest }: EngineState): unknown {
  const tables = [...open].map(([start, table]) => {
    const cells = Array.from({ length: table.count }, (_, i) => {
      const key = table.keys[i], kind = dimensionOf(key);
      const dimension = kind === null || kind === "status" || kind === "duration" ? null : names[kind];
      const name = dimension === null ? numberOf(key) : [...dimension.bytes(numberOf(key))];
      return [kind, name, ...table.values.subarray(i * 4, i * 4 + 4)];
    });
    return [start, cells];
  });
  const buckets = recent.map(({ values, pairs: { status_host, status_section }, ...bucket }) => {
    // What explains nothing is not kept.
    return { ...bucket, values: { ...values, method: [] }, pairs: { status_host, status_section } };
  });
  return { ...rest, tables, recent: buckets };
}

const names = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 40 });

function stateOf(hosts: readonly Uint8Array[], sections: readonly Uint8Array[]): EngineState {
  const pairs = {
    status_host: [{ value: "500 h", hits: 2 ** 40, bytes: 2 ** 53 - 1, failures: 0 }],
    status_section: [],
  };
  const recent = [
    { ...bucket(1_700_000_000, { "/a": 127, "/b": 128 }), pairs },
    bucket(1_700_000_010, { "/b": 1 }),
  ];
  const state = {
    ...emptyState(),
    first: 3,
    reached: 77,
    logs: [{
      inputs: [0, 4],
      clock: { latest: 77, candidate: 9000, reach: 9001, waiting: 2, begins: 3 },
      waiting: [{ file: "/log", line: 7, offset: 300, sample: "h,-,-,9000" }],
    }],
    monitor: { ...NOTHING_WATCHED, through: 46 },
    recent,
  };
  [20, 10].forEach((start) => {
    const table = new CellTable();
    hosts.forEach((host, i) => {
      table.add(secondKey(i % 10), i, 0, 0);
      table.add(valueKey(KINDS.host, state.names.host.intern(host, 0, host.length)), i, 1, i % 2);
      table.add(valueKey(KINDS.status, 200 + i), 2 ** 52, 0, 0);
      table.add(
        valueKey(KINDS.status_host, state.names.status_host.intern(host, 0, host.length)),
        i,
        1,
        i % 2,
      );
    });
    for (const section of sections) {
      table.add(valueKey(KINDS.section, state.names.section.intern(section, 0, section.length)), 5, 0, 0);
      table.add(
        valueKey(KINDS.status_section, state.names.status_section.intern(section, 0, section.length)),
        5,
        1,
        0,
      );
    }
    state.open.set(start, table);
  });
  return state;
}

Deno.test("checkpoint: what was packed comes back, in order", () => {
  fc.assert(fc.property(names, names, (hosts, sections) => {
    const state = stateOf(hosts, sections);
    const again = unpackState(packState(state));

    const sorted = { ...state, open: new Map([...state.open].sort(([a], [b]) => a - b)) };
    assert.deepEqual(plain(again), plain(sorted));
    assert.deepEqual(packState(again), packState(state));
  }));
});

Deno.test("checkpoint: one that was cut short is refused", () => {
  const bytes = packState(stateOf([new Uint8Array([65, 66])], []));
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => unpackState(bytes.slice(0, length)), RangeError);
  }
});

Deno.test("checkpoint: classes of the last summary are left out", () => {
  const state = stateOf([], []), table = state.open.get(10)!;
  table.add(classSecondKey(7, 3), 1, 0, 0);
  assert.equal(unpackState(packState(state)).open.get(10)!.count, 0);
});

Deno.test("names: renumbering keeps what open buckets refer to and forgets the rest", () => {
  const text = new TextEncoder();
  const state = stateOf([text.encode("kept")], [text.encode("/kept")]);
  for (let i = 0; i < 1000; i++) state.names.host.intern(text.encode(`gone ${i}`), 0, 8);
  const before = plain(state);
  assert.ok(isCrowded(state.names, 1000));
  keepNames(state.names, state.open);
  assert.deepEqual(plain(state), before);
  assert.equal(state.names.host.count, 1);
  assert.ok(!isCrowded(state.names, 1000));
});
