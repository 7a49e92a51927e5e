import type { ScopeView } from "#lib/domain/registry/scope-view.ts";
import { Timestamp } from "../ui/timestamp.tsx";

/** How old the counts are, and why there are no newer ones. */
export function CountAge({ count: { at, problem } }: Pick<ScopeView, "count">) {
  return (
    <p className="text-sm text-muted">
      {at === null ? (
        "The worker has not counted yet."
      ) : (
        <>
          Counted <Timestamp at={at} />, without decrypting anything; again every hour and after each change
          here.
        </>
      )}
      {problem !== null && <span className="block text-problem">The last count failed: {problem}</span>}
    </p>
  );
}
