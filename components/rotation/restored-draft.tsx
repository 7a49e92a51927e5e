import { Button } from "../ui/button.tsx";

/** Says that the form is not as the server gave it, and offers the way back to that. */
export function RestoredDraft({ onDiscard }: { onDiscard: () => void }) {
  return (
    <output className="flex flex-wrap items-baseline gap-x-2 text-sm text-muted">
      What you had typed is here again.
      <Button variant="quiet" size="small" onClick={onDiscard}>
        Discard it
      </Button>
    </output>
  );
}
