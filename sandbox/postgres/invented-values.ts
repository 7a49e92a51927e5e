import { randomBytes, randomInt } from "node:crypto";

const GIVEN = [
  "Andrei",
  "Bianca",
  "Cristian",
  "Daria",
  "Emil",
  "Florina",
  "George",
  "Ioana",
  "Laura",
  "Matei",
];
const FAMILY = [
  "Albu",
  "Barbu",
  "Cojocaru",
  "Dumitru",
  "Enache",
  "Florea",
  "Grigore",
  "Lungu",
  "Manea",
  "Neagu",
];
const PROVIDERS = ["google-calendar", "stripe", "twilio", "daily", "forms", "sendgrid", "zoom"] as const;

function pick<T>(from: readonly [T, ...T[]] | readonly T[], index: number): T {
  const value = from[index % from.length];
  if (value === undefined) throw new RangeError("Nothing to pick from.");
  return value;
}

/** Nobody's name: a combination that depends on the row number only. */
export function inventedName(row: number): string {
  return `${pick(GIVEN, row)} ${pick(FAMILY, Math.floor(row / GIVEN.length))}`;
}

export function inventedPhone(): string {
  const digits = String(randomInt(0, 100_000_000)).padStart(8, "0");
  return `+40 7${digits.slice(0, 2)} ${digits.slice(2, 5)} ${digits.slice(5)}`;
}

export function inventedProvider(row: number): string {
  return pick(PROVIDERS, row);
}

export function inventedApiKey(): string {
  return `sandbox_live_${randomBytes(18).toString("base64url")}`;
}
