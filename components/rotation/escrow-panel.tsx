import type { StepScreenView } from "#lib/domain/rotation/views.ts";
import { CodeChip } from "../ui/code-chip.tsx";
import { DownloadForm } from "../ui/download-form.tsx";
import { KeyValue } from "../ui/key-value.tsx";

type Escrow = NonNullable<StepScreenView["escrow"]>;

/** The sealed copy: a file that only the recipients' own identities open. Downloading it is recorded. */
export function EscrowPanel({ escrow, mayDownload }: { escrow: Escrow; mayDownload: boolean }) {
  return (
    <div className="grid gap-3">
      <KeyValue
        items={[
          { label: "Label in the password manager", value: escrow.label },
          {
            label: "Sealed to",
            value: escrow.recipients === 1 ? "1 recipient" : `${escrow.recipients} recipients`,
          },
          {
            label: "SHA-256 of the file",
            value: <CodeChip value={escrow.sha256} copyLabel="Copy the digest" keep={12} />,
          },
        ]}
      />
      {mayDownload && <DownloadForm action={escrow.href} label="Download the sealed file" />}
      <p className="text-sm text-muted">
        Store it as a document under that label, shared with the security team only. To open it in an
        emergency, a recipient runs <code className="font-mono">age --decrypt -i identity.txt file.age</code>.
      </p>
    </div>
  );
}
