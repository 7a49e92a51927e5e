/** `V1 → V2`, read aloud as "V1 to V2". */
export function VersionChange({ from, to }: { from: number; to: number }) {
  return (
    <span className="font-mono whitespace-nowrap">
      V{from}
      <span aria-hidden="true" className="text-muted">
        {" → "}
      </span>
      <span className="sr-only"> to </span>V{to}
    </span>
  );
}
