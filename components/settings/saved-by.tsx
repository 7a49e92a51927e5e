import { Timestamp } from "../ui/timestamp.tsx";

interface SavedByProps {
  updatedBy: string | null;
  updatedAt: string | null;
}

/** Who saved these settings last; before that, they are those of the written procedure. */
export function SavedBy({ updatedBy, updatedAt }: SavedByProps) {
  return (
    <p className="text-sm text-muted">
      {updatedAt === null ? (
        "As the written procedure has them; nobody changed them yet."
      ) : (
        <>
          Saved <Timestamp at={updatedAt} /> by {updatedBy ?? "somebody who is no longer known"}.
        </>
      )}
    </p>
  );
}
