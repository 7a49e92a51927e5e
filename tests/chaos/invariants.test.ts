import { describe, expect, test } from "vitest";
import { encrypt } from "#lib/crypto/envelope.ts";
import type { Row } from "./application.ts";
import type { Evidence, StoredRow } from "./evidence.ts";
import { INVARIANTS, violationsOf } from "./invariants.ts";
import { phaseKeys } from "./keys.ts";

const keys = phaseKeys(7, 1);
const sealed = (text: string, version: 1 | 2 = 2) =>
  encrypt(version === 2 ? keys.keyring : keys.keyring.only(1), Buffer.from(text));
const stored = (phone: Buffer | null): StoredRow => ({
  phone_encrypted: phone,
  emergency_contact_phone_encrypted: null,
});
const written = (phone: string | null): Row => ({
  phone_encrypted: phone,
  emergency_contact_phone_encrypted: null,
});
const PHONE = "patient_persons.phone_encrypted";

/** One good row and one planted cell in quarantine. */
function goodWorld(): Evidence {
  const planted = Buffer.from("+40 712");
  return {
    keys,
    stored: new Map([
      [1, stored(planted)],
      [8, stored(sealed("eight"))],
    ]),
    model: new Map([[8, written("eight")]]),
    planted: new Map([[1, planted]]),
    quarantine: [`${PHONE} 1`],
    jobs: 1,
    written: { [PHONE]: 1 },
    booked: { [PHONE]: 1 },
    audited: { [PHONE]: 1 },
    repeatedNonces: 0,
    clientViolations: [],
    chain: { broken: null, events: 3, highest: 3 },
    verifications: ["not-verified"],
    sinks: new Map([["log", "Found 1 cell."]]),
    secrets: ["the key"],
  };
}

const broken: [string, string, (world: Evidence) => void][] = [
  ["I1", "a row holds an older text", (world) => world.stored.set(8, stored(sealed("seven")))],
  ["I1", "a row is gone", (world) => world.stored.delete(8)],
  ["I1", "a deleted row is back", (world) => world.model.set(8, undefined)],
  ["I1", "a null is a value again", (world) => world.model.set(8, written(null))],
  ["I1", "a row appeared from nowhere", (world) => world.stored.set(9, stored(sealed("nine")))],
  [
    "I1",
    "a cell that does not open was changed",
    (world) => world.stored.set(1, stored(Buffer.from("+40 713"))),
  ],
  ["I2", "a row is left on the older version", (world) => world.stored.set(8, stored(sealed("eight", 1)))],
  ["I2", "a cell that does not open is not in quarantine", (world) => (world.quarantine = [])],
  ["I2", "a good cell is in quarantine", (world) => world.quarantine.push(`${PHONE} 8`)],
  ["I3", "the ledger has one cell more than was written", (world) => (world.booked = { [PHONE]: 2 })],
  ["I3", "the audit row has one cell less", (world) => (world.audited = {})],
  [
    "I3",
    "two jobs booked less than was written",
    (world) => Object.assign(world, { jobs: 2, written: { [PHONE]: 2 } }),
  ],
  [
    "I4",
    "a value is labelled with another version",
    (world) => {
      const blob = sealed("eight", 1);
      blob[0] = 2;
      world.stored.set(8, stored(blob));
    },
  ],
  ["I5", "a nonce was used twice", (world) => (world.repeatedNonces = 1)],
  ["I6", "a reader could not open a value", (world) => world.clientViolations.push("row 8")],
  ["I7", "an audit event was altered", (world) => (world.chain.broken = "event 2: hash")],
  ["I7", "an audit number is missing", (world) => (world.chain.highest = 4)],
  [
    "I8",
    "the old key might go while a cell is in quarantine",
    (world) => world.verifications.push("verified"),
  ],
  ["I9", "a key is in a log", (world) => world.sinks.set("log", "using the key")],
];

describe("the oracle", () => {
  test("finds nothing against a world in which all is well", () =>
    expect(violationsOf(goodWorld())).toEqual([]));

  test.each(broken)("%s fails when %s", (invariant, _, harm) => {
    const world = goodWorld();
    harm(world);
    expect(violationsOf(world).map((violation) => violation.slice(0, 2))).toContain(invariant);
  });

  test("every invariant has a world that breaks it", () => {
    const shown = new Set(broken.map(([invariant]) => invariant));
    expect(Object.keys(INVARIANTS).map((name) => name.slice(0, 2))).toEqual([...shown].toSorted());
  });
});
