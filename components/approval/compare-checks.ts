import type { CheckView } from "#lib/domain/rotation/views.ts";

export interface ComparedCheck {
  id: string;
  label: string;
  expected: string;
  earlier: CheckView | null;
  current: CheckView | null;
  changed: boolean;
}

/** In the order of the current checks, followed by those that are no longer made. */
export function compareChecks(atRequest: CheckView[], now: CheckView[]): ComparedCheck[] {
  const ids = [...new Set([...now, ...atRequest].map((check) => check.id))];
  return ids.flatMap((id) => {
    const earlier = atRequest.find((check) => check.id === id) ?? null;
    const current = now.find((check) => check.id === id) ?? null;
    const known = current ?? earlier;
    if (known === null) return [];
    const changed =
      earlier?.outcome !== current?.outcome ||
      earlier?.value !== current?.value ||
      earlier?.waived !== current?.waived;
    return [{ id, label: known.label, expected: known.expected, earlier, current, changed }];
  });
}
