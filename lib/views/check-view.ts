import type { CheckView } from "../domain/rotation/views.ts";

interface CheckRow {
  checkId: string;
  label: string;
  outcome: string;
  value: string;
  expected: string;
  source: string;
  checkedAt: Date | string;
  waived?: string | null | undefined;
  clearsByItself?: boolean;
}

/** A stored check, from its table or from the snapshot in an approval request. */
export function checkView({
  checkId,
  checkedAt,
  outcome,
  label,
  value,
  expected,
  source,
  waived,
  clearsByItself = false,
}: CheckRow): CheckView {
  return {
    id: checkId,
    label,
    value,
    expected,
    source,
    outcome: outcome === "pass" || outcome === "fail" ? outcome : "unknown",
    checkedAt: new Date(checkedAt).toISOString(),
    ...(waived ? { waived } : {}),
    ...(clearsByItself ? { clearsByItself } : {}),
  };
}
