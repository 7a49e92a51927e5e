import type { DeskCellView } from "#lib/domain/rotation/waiver-views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Identifier } from "../ui/identifier.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { ProposeWaiver } from "../waiver/propose-waiver.tsx";
import type { WaiverActions } from "../waiver/waiver-actions.ts";
import { WaiverItem } from "../waiver/waiver-item.tsx";
import { causeAdvice, causeName } from "./cause-text.ts";
import { CellState } from "./cell-state.tsx";

const COLUMNS: Column[] = [
  { id: "cell", label: "Column and row" },
  { id: "state", label: "State" },
  { id: "cause", label: "Cause" },
  { id: "version", label: "Version byte", align: "end", wideOnly: true },
  { id: "length", label: "Bytes", align: "end", wideOnly: true },
  { id: "seen", label: "First seen", align: "end", wideOnly: true },
];

interface DeskTableProps {
  rotationId: string;
  cells: DeskCellView[];
  actions: WaiverActions;
}

/** Cells that do not open, by place and cause, with what to do about each. What they hold is never shown. */
export function DeskTable({ rotationId, cells, actions }: DeskTableProps) {
  return (
    <DataTable caption="Quarantined cells" columns={COLUMNS}>
      {cells.map((cell) => (
        <DeskRows
          key={`${cell.column} ${cell.rowKey}`}
          cell={cell}
          rotationId={rotationId}
          actions={actions}
        />
      ))}
    </DataTable>
  );
}

interface DeskRowsProps {
  cell: DeskCellView;
  rotationId: string;
  actions: WaiverActions;
}

function DeskRows({ cell, rotationId, actions }: DeskRowsProps) {
  return (
    <>
      <tr className="border-b-0!">
        <Cell rowHeader>
          <Identifier name={cell.column} />
          <span className="block font-mono">row {cell.rowId}</span>
        </Cell>
        <Cell>
          <CellState state={cell.state} />
        </Cell>
        <Cell>
          {causeName(cell.cause)}
          <span className="block text-xs text-muted md:hidden">
            {versionText(cell)}, {cell.length} bytes, first seen <Timestamp at={cell.firstSeen} />
          </span>
        </Cell>
        <Cell align="end" wideOnly>
          {versionText(cell)}
        </Cell>
        <Cell align="end" wideOnly>
          {cell.length}
        </Cell>
        <Cell align="end" wideOnly>
          <Timestamp at={cell.firstSeen} />
        </Cell>
      </tr>
      <tr>
        <td colSpan={COLUMNS.length} className="pb-3">
          <CellTreatment cell={cell} rotationId={rotationId} actions={actions} />
        </td>
      </tr>
    </>
  );
}

function CellTreatment({ cell, rotationId, actions }: DeskRowsProps) {
  const { column, rowKey, rowId, digest } = cell;
  return (
    <div className="grid gap-2 text-sm">
      {cell.state !== "repaired" && <p className="max-w-prose">{causeAdvice(cell)}</p>}
      {cell.whyNot !== null && <p className="max-w-prose text-muted">{cell.whyNot}</p>}
      {cell.mayPropose && digest !== null && (
        <ProposeWaiver
          actions={actions}
          what={`${column} of row ${rowId}`}
          subject={{ kind: "cell", rotationId, column, rowKey, digest }}
        />
      )}
      {cell.waivers.map((waiver) => (
        <WaiverItem key={waiver.id} waiver={waiver} actions={actions} />
      ))}
    </div>
  );
}

function versionText({ versionByte }: DeskCellView): string {
  return versionByte === null ? "none" : String(versionByte);
}
