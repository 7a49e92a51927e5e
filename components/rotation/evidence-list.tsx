import type { EvidenceView } from "#lib/domain/rotation/views.ts";
import { CodeChip } from "../ui/code-chip.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { FactList } from "./fact-list.tsx";

export function EvidenceList({ evidence }: { evidence: EvidenceView[] }) {
  if (evidence.length === 0) {
    return (
      <p className="text-sm text-muted">Nothing recorded yet. Evidence is captured when the work is done.</p>
    );
  }
  return (
    <ul className="grid gap-3">
      {evidence.map((item) => (
        <li key={item.id} id={`evidence-${item.id}`} className="rounded-sm border border-line bg-raised">
          <p className="flex flex-wrap items-baseline gap-x-4 border-b border-line px-3 py-1.5 text-sm">
            <span className="font-medium">{item.title}</span>
            <span className="text-muted">
              <Timestamp at={item.recordedAt} mode="absolute" /> · {item.recordedBy}
            </span>
          </p>
          <div className="px-3 py-2">
            <FactList facts={item.facts} />
          </div>
          <p className="flex items-baseline gap-2 border-t border-line px-3 py-1 text-xs text-muted">
            SHA-256 <CodeChip value={item.digest} copyLabel={`Copy the digest of ${item.title}`} keep={12} />
          </p>
        </li>
      ))}
    </ul>
  );
}
