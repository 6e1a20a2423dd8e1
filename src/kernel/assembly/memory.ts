// Role: the kernel's memory: what lies at which address, and how more is got. The layout is
// described in `kernel.ts`.

/** Vectors that the loop over the lines needs: kept in memory, because a constant in a loop is made anew each time. */
export const VECTORS: usize = 0x400;
/** Sixteen line feeds. */
export const LINE_FEEDS: usize = 0x470;
/** Sliding mask: 16 bytes from MASKS + 16 − n on are n times 0xff, then zeros. */
export const MASKS: usize = 0x480;
/** What the blocks of a hashed name are multiplied by (`names.ts`), 80 bytes; protocols that were met (`texts.ts`), 128. */
export const HASH_KEYS: usize = 0x4c0, PROTOCOLS: usize = 0x520;
/** The report: numbers of 64 bits, see `kernel.ts`. */
export const REPORT: usize = 0x600;
/** Last two digits of a date (as two nibbles) → {bucket, cell of the second}: 256 × 8 bytes, and one for all others. */
export const SECONDS: usize = 0x800, SECONDS_SIZE: usize = 0x800;
/** First byte and end of each field of a line that is read field by field: 64 × 8 bytes. */
export const FIELDS: usize = 0x1100;
/** What is found ahead in some lines, 16 bytes each, and 8 that nothing reads: see `heads.ts`. */
export const AHEAD: usize = 0x1300, AHEAD_SIZE: usize = 0x100, UNREAD: usize = 0x1700;
/** Maps of `checksum.ts`, 512 bytes, and the block that it folds others into. */
export const FOLD_MAPS: usize = 0x1400, FOLDED: usize = 0x1600;
/** Ends of the lines of one block: at most one a byte. */
export const LINE_ENDS: usize = 0x2000;
/** Bytes of the input that are searched for line ends at a time. */
export const BLOCK: usize = 0x4000;
/** The steps of a layout, see `layout.ts`: at most 64, 256 bytes each. */
export const STEPS: usize = 0x14000;
/** The name tables: structures of `names.ts`, 64 bytes each, in the order of `dimensions.ts`. */
export const NAMES: usize = 0x18000;
/** Two of them; with {@link PAIRS} added they stand for pairs of an error's status and a name. */
export const SECTIONS: usize = NAMES, HOSTS: usize = NAMES + 0x40, METHODS: usize = NAMES + 0x80, PAIRS: usize = 1;
/** The columns (`dimensions.ts`), and which of them tables have, in order; the values of a record by column, 32 bits each. */
export const COLUMNS: usize = 0x18800, GIVEN: usize = 0x18c00, VALUES: usize = 0x18d00;
/** The two hours that are summed up: see `hours.ts`. */
export const HOURS: usize = 0x19000;
/** Texts of a line by column, where they begin and end: 8 bytes each; which columns a layout has (`layout.ts`). */
export const TEXTS: usize = 0x19800, PRESENT: usize = 0x19900;
/** Where names come from that are asked for from outside, and bytes that are folded (`checksum.ts`), 128 KiB. */
export const SCRATCH: usize = 0x20000;
/** Where the input is put, aligned to a page, so that reading into it is fast. */
export const INPUT: usize = 0x80000;
/** Room before it for the beginning of a line that ends in it: more than the longest accepted line. */
export const CARRY: usize = 0x20000;
/** Room for input, and behind it for loads that go past a line's end. */
export const INPUT_SIZE: usize = 0x100000, SLACK: usize = 0x1000;

/** Heads of requests that were met, see `heads.ts`. */
export const HEAD_SLOTS: usize = 0x181000, HEAD_SLOTS_SIZE: usize = 0x100000;

/** Everything from here on is given out by {@link allocate}. */
const HEAP: usize = HEAD_SLOTS + HEAD_SLOTS_SIZE;

/** What is given out next; whatever lies beyond `used` has never been written to, and is zero. */
let free: usize = HEAP, used: usize = HEAP;

/** Takes all that was given out back, and sees that there is memory up to there. */
export function freeAll(): void {
  free = HEAP;
  grow();
}

/** Zeroed memory, aligned to 64 bytes. What grows leaves its old place behind: half of the new one at most. */
export function allocate(size: usize): usize { return moved(0, 0, size, 0); }

/** The same for so many of 2^shift bytes each, of which `count` are there already. */
export function moved(from: usize, count: usize, most: usize, shift: usize): usize {
  const place = free, size = most << shift;
  free = (free + size + 63) & ~63;
  // Beyond what 32 bits can say.
  if (free < place) unreachable();
  grow();
  if (place < used) memory.fill(place, 0, min(size, used - place));
  used = max(used, free);
  if (count > 0) memory.copy(place, from, count << shift);
  return place;
}

/** Sees that there is memory for all that was given out. */
export function grow(): void {
  const pages = <i32>((free + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}
