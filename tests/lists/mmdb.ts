// Role: writes small files of countries by address in the format of MaxMind DB 2.0, for tests.

/** A value of the data section. */
type MmdbValue = string | number | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

/** What is written. */
export interface MmdbContent {
  /** Networks as written, such as `192.0.2.0/24` or `2001:db8::/32`, each with its value. None lies in another one. */
  readonly networks: Readonly<Record<string, MmdbValue>>;
  /** Default 6. */
  readonly ipVersion?: 4 | 6;
  /** Bits of half a node. Default 24. */
  readonly recordSize?: 24 | 28 | 32;
  readonly type?: string;
  /** Epoch seconds. */
  readonly builtAt?: number;
}

/** Half of a node: another node, a place in the data, or nothing. */
type Half = { readonly node: number } | { readonly data: number } | null;

/** The file. */
export function mmdb(content: MmdbContent): Uint8Array<ArrayBuffer> {
  const { networks, ipVersion = 6, recordSize = 24, type = "Test-Country", builtAt = 1_600_000_000 } =
    content;
  const nodes: [Half, Half][] = [[null, null]], data: number[] = [];
  for (const [network, value] of Object.entries(networks)) {
    const bits = bitsOf(network, ipVersion), place = data.length;
    data.push(...encoded(value));
    let at = 0;
    bits.forEach((bit, depth) => {
      if (depth === bits.length - 1) nodes[at][bit] = { data: place };
      else {
        const half = nodes[at][bit];
        if (half !== null && "node" in half) at = half.node;
        else at = (nodes[at][bit] = { node: nodes.push([null, null]) - 1 }).node;
      }
    });
  }
  const numbers = nodes.map((halves) =>
    halves.map((half) => {
      if (half === null) return nodes.length;
      return "node" in half ? half.node : nodes.length + 16 + half.data;
    })
  );
  const metadata = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: builtAt,
    database_type: type,
    description: { en: "for tests" },
    ip_version: ipVersion,
    languages: ["en"],
    node_count: nodes.length,
    record_size: recordSize,
  };
  const tree = numbers.flatMap(([left, right]) => nodeBytes(left, right, recordSize));
  const marker = [0xab, 0xcd, 0xef, ...new TextEncoder().encode("MaxMind.com")];
  return Uint8Array.from([...tree, ...new Array(16).fill(0), ...data, ...marker, ...encoded(metadata)]);
}

function nodeBytes(left: number, right: number, size: number): number[] {
  const low = (value: number): number[] => [value >>> 16 & 255, value >>> 8 & 255, value & 255];
  if (size === 24) return [...low(left), ...low(right)];
  if (size === 28) return [...low(left), (left >>> 24 & 15) << 4 | (right >>> 24 & 15), ...low(right)];
  return [left >>> 24, ...low(left), right >>> 24, ...low(right)];
}

/** The bits of a network's prefix; addresses of IPv4 are the first 2^32 ones of IPv6. */
function bitsOf(network: string, version: 4 | 6): (0 | 1)[] {
  const [address, length] = network.split("/");
  const bytes = address.includes(":") ? bytesOf6(address) : address.split(".").map(Number);
  const bits = bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((shift) => (byte >> shift & 1) as 0 | 1));
  const prefix = bits.slice(0, Number(length));
  return version === 6 && bytes.length === 4 ? [...new Array(96).fill(0), ...prefix] : prefix;
}

function bytesOf6(address: string): number[] {
  const [front, back = ""] = address.split("::").map((half) =>
    half.split(":").filter((group) => group !== "")
  );
  const groups = [...front, ...new Array(8 - front.length - back.length).fill("0"), ...back];
  return groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
}

const TEXT = 2, MAP = 7, UINT_32 = 6, UINT_64 = 9, LIST = 11;

function encoded(value: MmdbValue): number[] {
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return [...control(TEXT, bytes.length), ...bytes];
  }
  if (typeof value === "number") {
    const bytes: number[] = [];
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
    return [...control(bytes.length > 4 ? UINT_64 : UINT_32, bytes.length), ...bytes];
  }
  if (Array.isArray(value)) return [...control(LIST, value.length), ...value.flatMap(encoded)];
  const entries = Object.entries(value);
  return [
    ...control(MAP, entries.length),
    ...entries.flatMap(([key, of]) => [...encoded(key), ...encoded(of)]),
  ];
}

/** Sizes of 29 and more take a byte of their own. */
function control(type: number, size: number): number[] {
  const [own, more] = size < 29 ? [size, []] : [29, [size - 29]];
  return type < 8 ? [type << 5 | own, ...more] : [own, type - 7, ...more];
}
