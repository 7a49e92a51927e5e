const GROUPED = new Intl.NumberFormat("en-GB");

/** `1,204` from a number or from decimal digits, which may exceed what a number can hold. */
export function countText(value: number | string): string {
  if (typeof value === "number") return GROUPED.format(value);
  return /^-?\d+$/u.test(value) ? GROUPED.format(BigInt(value)) : value;
}
