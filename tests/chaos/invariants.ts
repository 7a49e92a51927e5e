import { decrypt, EnvelopeError, inspect } from "#lib/crypto/envelope.ts";
import { CELLS, sameRow } from "./application.ts";
import type { Evidence, StoredRow } from "./evidence.ts";

type Invariant = (evidence: Evidence) => string[];

const name = (column: string, id: number) => `patient_persons.${column} ${id}`;

/** What must hold after every round, whatever happened in it. Each returns what it found against it. */
export const INVARIANTS: Record<string, Invariant> = {
  "I1 every row holds what the application wrote last": ({ stored, model, planted, keys }) => {
    const violations: string[] = [];
    for (const [id, row] of model) {
      const now = stored.get(id);
      const opened = now && textsOf(now, (blob) => decrypt(keys.keyring, blob).toString("utf8"));
      if (!sameRow(opened, row)) violations.push(`row ${id}`);
    }
    for (const [id, row] of stored) {
      const { phone_encrypted: phone } = row;
      const before = planted.get(id);
      if (before ? phone?.equals(before) !== true : !model.has(id)) violations.push(`row ${id}`);
    }
    return violations;
  },
  "I2 the rows that are not on the target are those in quarantine": ({ stored, quarantine, keys }) => {
    const outside = cellsOf(stored).filter(({ blob }) => !opens(keys.keyring.only(keys.to), blob));
    return difference(
      outside.map(({ cell }) => cell),
      quarantine,
    );
  },
  "I3 cells written, booked and audited are the same number": ({ written, booked, audited, jobs }) => {
    const columns = [...new Set([...Object.keys(written), ...Object.keys(booked), ...Object.keys(audited)])];
    return columns.flatMap((column) => {
      const [seen, ledger, trail] = [written[column] ?? 0, booked[column] ?? 0, audited[column] ?? 0];
      // A second job counts again what the application wrote back to the older version between the two.
      const right = jobs > 1 ? seen <= ledger && ledger === trail : seen === ledger && ledger === trail;
      return right ? [] : [`${column}: ${seen} written, ${ledger} booked, ${trail} audited`];
    });
  },
  "I4 every value opens under the key that its first byte names": ({ stored, planted, keys }) =>
    cellsOf(stored)
      .filter(({ id, blob }) => !planted.has(id) && !opens(keys.keyring, blob))
      .map(({ cell }) => cell),
  "I5 no nonce repeats under a key": ({ repeatedNonces }) =>
    repeatedNonces === 0 ? [] : [`${repeatedNonces} nonces were used twice`],
  "I6 a reader with the keys of the phase never fails": ({ clientViolations }) => clientViolations,
  "I7 the audit chain verifies and its numbers have no gap": ({ chain }) => {
    if (chain.broken !== null) return [chain.broken];
    return chain.events === chain.highest
      ? []
      : [`${chain.events} events, the highest number is ${chain.highest}`];
  },
  "I8 nothing says that the old key may go while a cell needs it or is in quarantine": ({
    verifications,
    quarantine,
  }) => (quarantine.length > 0 ? verifications.filter((status) => status === "verified") : []),
  "I9 no key and no plaintext is in anything kept or printed": ({ sinks, secrets }) =>
    [...sinks].flatMap(([sink, text]) => (secrets.some((secret) => text.includes(secret)) ? [sink] : [])),
};

const MOST_NAMED = 5;

export function violationsOf(evidence: Evidence): string[] {
  return Object.entries(INVARIANTS).flatMap(([invariant, check]) => {
    const found = check(evidence);
    const more = found.length > MOST_NAMED ? [`and ${found.length - MOST_NAMED} more`] : [];
    return [...found.slice(0, MOST_NAMED), ...more].map((one) => `${invariant}: ${one}`);
  });
}

function textsOf(row: StoredRow, open: (blob: Buffer) => string) {
  const text = (blob: Buffer | null) => {
    if (blob === null) return null;
    try {
      return open(blob);
    } catch {
      return "unreadable";
    }
  };
  return {
    phone_encrypted: text(row.phone_encrypted),
    emergency_contact_phone_encrypted: text(row.emergency_contact_phone_encrypted),
  };
}

function cellsOf(stored: Evidence["stored"]): { id: number; cell: string; blob: Buffer }[] {
  return [...stored].flatMap(([id, row]) =>
    CELLS.flatMap((column) => {
      const blob = row[column];
      return blob === null ? [] : [{ id, cell: name(column, id), blob }];
    }),
  );
}

function opens(keyring: Evidence["keys"]["keyring"], blob: Buffer): boolean {
  if (inspect(blob) instanceof EnvelopeError) return false;
  try {
    decrypt(keyring, blob).fill(0);
    return true;
  } catch {
    return false;
  }
}

function difference(found: readonly string[], expected: readonly string[]): string[] {
  const [left, right] = [new Set(found), new Set(expected)];
  return [
    ...found
      .filter((cell) => !right.has(cell))
      .map((cell) => `${cell} is neither on the target nor in quarantine`),
    ...expected.filter((cell) => !left.has(cell)).map((cell) => `${cell} is in quarantine and on the target`),
  ];
}
