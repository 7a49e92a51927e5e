import type { PlannedRotationView } from "#lib/domain/schedule/schedule-views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";

const COLUMNS: Column[] = [
  { id: "quarter", label: "Quarter" },
  { id: "date", label: "Rotate" },
  { id: "state", label: "State", wideOnly: true },
  { id: "calendar", label: "Calendar", wideOnly: true },
  { id: "policy", label: "90 days end", wideOnly: true },
  { id: "conflict", label: "Where the two disagree", width: "md:min-w-56" },
];

interface RotationsTableProps {
  rotations: PlannedRotationView[];
  /** State of the first one; the others are upcoming. */
  firstState: string;
}

/** Both clocks beside each other. From the second row on, the 90 days count from the date in the row above. */
export function RotationsTable({ rotations, firstState }: RotationsTableProps) {
  return (
    <DataTable caption="The next eight rotations" columns={COLUMNS}>
      {rotations.map((rotation, index) => {
        const state = index === 0 ? firstState : "Upcoming";
        return (
          <tr key={rotation.date}>
            <Cell rowHeader>
              <span className="whitespace-nowrap">{rotation.quarter}</span>
              <span className="block text-xs text-muted md:hidden">{state}</span>
            </Cell>
            <Cell>
              <Day day={rotation.date} strong />
            </Cell>
            <Cell wideOnly>{state}</Cell>
            <Cell wideOnly>
              <Day day={rotation.calendarDay} />
            </Cell>
            <Cell wideOnly>
              <Day day={rotation.policyDay} />
            </Cell>
            <Cell>
              {rotation.conflict ?? <span className="text-muted">nowhere: both name this day</span>}
            </Cell>
          </tr>
        );
      })}
    </DataTable>
  );
}

function Day({ day, strong = false }: { day: string; strong?: boolean }) {
  return (
    <time dateTime={day} className={strong ? "font-medium whitespace-nowrap" : "whitespace-nowrap"}>
      {day}
    </time>
  );
}
