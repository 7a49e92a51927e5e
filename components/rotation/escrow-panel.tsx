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
      <EscrowInstructions label={escrow.label} />
    </div>
  );
}

/** How the file gets into the password manager, and out of it. */
function EscrowInstructions({ label }: { label: string }) {
  return (
    <div className="max-w-prose text-sm">
      <ol className="grid list-decimal gap-1 pl-5">
        <li>
          Download the file, and compare its SHA-256 with the one above: <code>shasum -a 256 file.age</code>.
        </li>
        <li>
          1Password: in the vault of the security team, a new Document, titled “{label}”. LastPass: a Secure
          Note of that title in the team’s shared folder, with the file attached.
        </li>
        <li>Share it with the security team only, and look at who has access to that vault or folder.</li>
        <li>Delete the downloaded file; the copy in the password manager is enough.</li>
      </ol>
      <p className="mt-2 text-muted">
        To open it in an emergency, a recipient runs <code>age --decrypt -i identity.txt file.age</code>. It
        does not open with anything that Keyturn has.
      </p>
    </div>
  );
}
