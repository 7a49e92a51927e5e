import type { FactView } from "#lib/domain/rotation/views.ts";
import { CodeChip } from "../ui/code-chip.tsx";
import { countText } from "../ui/count-text.ts";
import { KeyValue } from "../ui/key-value.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const LONG = 24;

export function FactList({ facts }: { facts: FactView[] }) {
  return <KeyValue items={facts.map((fact) => ({ label: fact.label, value: <FactValue fact={fact} /> }))} />;
}

function FactValue({ fact }: { fact: FactView }) {
  if (fact.kind === "time") return <Timestamp at={fact.value} mode="absolute" />;
  if (fact.kind === "count") return <>{countText(fact.value)}</>;
  // An address that came from outside may be of any kind; only a web page is opened.
  if (/^https?:\/\/\S+$/.test(fact.value)) return <OutsideLink href={fact.value} />;
  if (fact.kind !== "code")
    return <span className="whitespace-pre-line">{fact.value === "" ? "none" : fact.value}</span>;
  if (/\s/.test(fact.value)) return <CodeChip value={fact.value} copyLabel={`Copy ${fact.label}`} />;
  return fact.value.length > LONG ? (
    <CodeChip value={fact.value} copyLabel={`Copy ${fact.label}`} keep={12} />
  ) : (
    <CodeChip value={fact.value} />
  );
}

/** Opens beside the console, which stays where it is, and tells the other side nothing. Bare: paper need not repeat it. */
function OutsideLink({ href }: { href: string }) {
  return (
    <a
      href={href}
      data-bare
      target="_blank"
      rel="noopener noreferrer"
      className="text-accent underline underline-offset-3 wrap-anywhere"
    >
      {href}
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
