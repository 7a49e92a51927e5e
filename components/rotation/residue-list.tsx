import type { ResidueView } from "#lib/domain/rotation/record-views.ts";
import { Timestamp } from "../ui/timestamp.tsx";

/** Older versions of a secret keep a removed key until AWS deletes them: they are named until none is left. */
export function ResidueList({ residue }: { residue: ResidueView }) {
  const { version, secretVersions, checkedAt } = residue;
  return (
    <div className="grid gap-2 text-sm">
      <p>
        {secretVersions.length === 0
          ? `No version of the secret holds V${version}.`
          : `V${version} is out of use, and still readable in these versions of the secret until AWS deletes them.`}{" "}
        <span className="text-muted">
          Looked <Timestamp at={checkedAt} />.
        </span>
      </p>
      {secretVersions.length > 0 && (
        <ul aria-label={`Versions of the secret that hold V${version}`} className="grid gap-1">
          {secretVersions.map((id) => (
            <li key={id}>
              <code className="wrap-anywhere">{id}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
