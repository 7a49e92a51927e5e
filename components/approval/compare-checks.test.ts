import { describe, expect, it } from "vitest";
import type { CheckView } from "#lib/domain/rotation/views.ts";
import { compareChecks } from "./compare-checks.ts";

function check(id: string, outcome: CheckView["outcome"], value: string): CheckView {
  return { id, label: id, outcome, value, expected: "", source: "", checkedAt: null };
}

describe("checks then and now", () => {
  it("does not call a check changed whose outcome and value are the same", () => {
    expect(compareChecks([check("a", "pass", "1")], [check("a", "pass", "1")])[0]?.changed).toBe(false);
  });

  it("marks a check whose value changed although it still passes", () => {
    expect(compareChecks([check("a", "pass", "1")], [check("a", "pass", "2")])[0]?.changed).toBe(true);
  });

  it("never hides a check that was made at the request and is no longer made, nor one that is new", () => {
    const compared = compareChecks([check("gone", "pass", "1")], [check("new", "fail", "0")]);
    expect(compared.map(({ id, changed }) => [id, changed])).toEqual([
      ["new", true],
      ["gone", true],
    ]);
  });
});
