import { ChevronRight } from "lucide-react";
import type { SecretEntryDiffView } from "#lib/domain/rotation/views.ts";
import { classNames } from "../ui/class-names.ts";

const CHANGE = {
  added: { sign: "+", word: "added", row: "bg-ok-soft", text: "text-ok" },
  changed: { sign: "~", word: "changed", row: "bg-wait-soft", text: "text-wait" },
  removed: { sign: "−", word: "removed", row: "bg-problem-soft", text: "text-problem" },
  unchanged: { sign: " ", word: "unchanged", row: "", text: "text-muted" },
} as const;

/** The change to the secret by the names of its entries. Values are never shown, the unchanged ones are folded. */
export function SecretDiff({ entries }: { entries: SecretEntryDiffView[] }) {
  const unchanged = entries.filter((entry) => entry.change === "unchanged");
  const changed = entries.filter((entry) => entry.change !== "unchanged");
  return (
    <div className="rounded-sm border border-line bg-raised text-sm">
      <ul>
        {changed.map((entry) => (
          <DiffLine key={entry.name} entry={entry} />
        ))}
      </ul>
      {unchanged.length > 0 && (
        <details className="group border-t border-line first:border-t-0">
          <summary className="flex min-h-7 items-center gap-1 px-3 text-muted">
            <ChevronRight aria-hidden="true" size={14} className="-ml-1 group-open:rotate-90" />
            <span>
              {unchanged.length} {unchanged.length === 1 ? "entry" : "entries"} unchanged, byte for byte
            </span>
          </summary>
          <ul>
            {unchanged.map((entry) => (
              <DiffLine key={entry.name} entry={entry} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function DiffLine({ entry }: { entry: SecretEntryDiffView }) {
  const { sign, word, row, text } = CHANGE[entry.change];
  return (
    <li className={classNames("flex flex-wrap gap-x-3 px-3 py-1", row)}>
      <code className="min-w-0 whitespace-pre-wrap">
        <span aria-hidden="true" className={text}>
          {sign}{" "}
        </span>
        {entry.name}
      </code>
      <span className={classNames("ml-auto", text)}>
        {word}
        {entry.detail !== "" && entry.detail !== word && `: ${entry.detail}`}
      </span>
    </li>
  );
}
