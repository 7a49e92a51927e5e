import type { MonitorView } from "#lib/domain/rotation/live-views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { CheckOutcome } from "./check-outcome.tsx";
import { ReadingsStrip } from "./readings-strip.tsx";

const COLUMNS: Column[] = [
  { id: "state", label: "State" },
  { id: "monitor", label: "Monitor" },
  { id: "value", label: "Value" },
  { id: "readings", label: "Readings" },
  { id: "age", label: "Read", align: "end" },
];

/** A silent monitor is unknown, and unknown blocks the end of the period like a failure. */
export function MonitorTable({ monitors }: { monitors: MonitorView[] }) {
  if (monitors.length === 0)
    return <p className="text-sm text-muted">The worker has not read the monitors yet.</p>;
  return (
    <DataTable stack caption="Monitors of the safety period" columns={COLUMNS}>
      {monitors.map((monitor) => (
        <tr key={monitor.id}>
          <Cell>
            <CheckOutcome outcome={monitor.outcome} />
          </Cell>
          <Cell rowHeader>{monitor.label}</Cell>
          <Cell>
            {monitor.value}
            {monitor.outcome === "unknown" && (
              <span className="block text-xs text-muted">A monitor that does not answer blocks the end.</span>
            )}
          </Cell>
          <Cell>
            <ReadingsStrip history={monitor.history} />
          </Cell>
          <Cell align="end">
            <Timestamp at={monitor.at} />
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}
