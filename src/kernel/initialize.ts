// Role: tells the kernel's module what it is to count. Used by `kernel.ts`; the module's side is `assembly/kernel.ts`.

import type { CsvColumns } from "../formats/csv_header.ts";
import type { ClassLayout } from "./class_layout.ts";
import type { KernelExports } from "./instance.ts";
import type { KernelOptions } from "./kernel_options.ts";

/** Begins anew, for these columns; `layout` is that of the options' series. */
export function initialize(
  module: KernelExports,
  { count, host, date, request, status, bytes }: CsvColumns,
  { bucketSize, lateness, top }: KernelOptions,
  layout: ClassLayout | null,
): void {
  const columns = host | date << 6 | request << 12 | status << 18 | bytes << 24;
  const { sectionBits, hostBits, statusBits } = layout ?? { sectionBits: 0, hostBits: 0, statusBits: 0 };
  const classes = layout === null ? 0 : 1 << sectionBits + hostBits + statusBits;
  const isAny = (bits: number): number => bits === 0 ? 1 : 0;
  module.initialize(bucketSize, lateness, top, count, columns, classes, isAny(sectionBits), isAny(hostBits));
}
