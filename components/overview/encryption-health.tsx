import type { CheckView } from "#lib/domain/rotation/views.ts";
import { CheckOutcome } from "../rotation/check-outcome.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { Panel, type PanelProblem } from "./panel.tsx";

interface EncryptionHealthProps {
  checks: CheckView[];
  problem?: PanelProblem | null;
}

export function EncryptionHealth({ checks, problem }: EncryptionHealthProps) {
  return (
    <Panel title="Encryption health" problem={problem}>
      {checks.length === 0 ? (
        <p className="text-sm text-muted">Not measured yet. The worker asks the platform every minute.</p>
      ) : (
        <ul className="divide-y divide-line text-sm">
          {checks.map((check) => (
            <li key={check.id} className="flex flex-wrap items-baseline gap-x-4 py-2 first:pt-0">
              <span className="w-20">
                <CheckOutcome outcome={check.outcome} />
              </span>
              <span className="min-w-0 flex-1 basis-40">
                {check.label}
                <span className="block text-muted">{check.value}</span>
              </span>
              <span className="text-muted">
                {check.checkedAt === null ? "not yet" : <Timestamp at={check.checkedAt} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
