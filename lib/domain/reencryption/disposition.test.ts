import { assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { DISPOSITIONS, dispositionAfter, type Finding, type Standing } from "./disposition.ts";
import { type LedgerMove, sumMoves, undisposed } from "./ledger.ts";

const cases: [Standing, Finding, ReturnType<typeof dispositionAfter>][] = [
  ["unread", "swapped", "reencrypted"],
  ["unread", "current", "alreadyCurrent"],
  ["unread", "unreadable", "quarantined"],
  ["unread", "null", null],
  ["unread", "gone", null],
  ["pending", "swapped", "reencrypted"],
  ["pending", "current", "raced"],
  ["pending", "unreadable", "quarantined"],
  ["pending", "null", "nulled"],
  ["pending", "gone", "deleted"],
  ["quarantined", "current", "raced"],
  ["quarantined", "gone", "deleted"],
  ["quarantined", "null", "nulled"],
  ["reencrypted", "current", "reencrypted"],
  ["reencrypted", "gone", "reencrypted"],
  ["alreadyCurrent", "swapped", "reencrypted"],
  ["alreadyCurrent", "null", "alreadyCurrent"],
  ["deleted", "current", "raced"],
];

describe("dispositionAfter", () => {
  test.each(cases)("%s, then found %s: %s", (standing, finding, expected) => {
    expect(dispositionAfter(standing, finding)).toBe(expected);
  });

  test("every cell ever counted has exactly one disposition, however often it is looked at", () => {
    const finding = constantFrom<Finding[]>("swapped", "current", "unreadable", "null", "gone");
    assert(
      property(finding, finding, finding, (...findings) => {
        const moves: LedgerMove[] = [];
        let standing: Standing = "unread";
        for (const found of findings) {
          const to = dispositionAfter(standing, found);
          if (to && to !== standing) moves.push({ column: "c", keys: ["1"], from: standing, to });
          standing = to ?? standing;
        }
        for (const sum of sumMoves(moves)) {
          expect([sum.total, undisposed(sum)]).toEqual([1, 0]);
          expect(DISPOSITIONS.map((name) => sum[name]).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 1]);
        }
      }),
    );
  });

  test("a pending cell is counted and not yet disposed of", () => {
    const [sum] = sumMoves([{ column: "c", keys: ["1"], from: "unread", to: "pending" }]);
    expect(sum && [sum.total, undisposed(sum)]).toEqual([1, 1]);
  });
});
