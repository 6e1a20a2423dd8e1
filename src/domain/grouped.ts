// Role: whole numbers for people.

/** A whole number with a comma every three digits: "1,234,567". */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number with a noun: "1 alert", "2,000 alerts". The plural is made with an s. */
export function counted(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? "" : "s"}`;
}
