import Link from "next/link";
import type { ReactNode } from "react";
import type { RotationSummaryView } from "#lib/domain/rotation/views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, type ColumnSort, DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { ROTATION_TYPE } from "./rotation-type.ts";
import { StatusWord } from "./status-word.tsx";
import { stepPosition } from "./step-position.ts";
import { VersionChange } from "./version-change.tsx";

interface RotationSorts {
  started?: ColumnSort;
  finished?: ColumnSort;
}

const columns = ({ started, finished }: RotationSorts): Column[] => [
  { id: "rotation", label: "Rotation" },
  { id: "keys", label: "Keys" },
  { id: "status", label: "Status" },
  { id: "step", label: "Step" },
  { id: "started", label: "Started", align: "end", ...(started && { sort: started }) },
  { id: "finished", label: "Finished", align: "end", ...(finished && { sort: finished }) },
];

interface RotationTableProps {
  caption: string;
  rotations: RotationSummaryView[];
  /** Where the order of the rows can be changed. */
  sorts?: RotationSorts;
  /** Offered when there is nothing to list, to those who may start one. */
  emptyAction?: ReactNode;
}

export function RotationTable({ caption, rotations, sorts = {}, emptyAction }: RotationTableProps) {
  if (rotations.length === 0) {
    return (
      <EmptyState title="No rotation yet" action={emptyAction}>
        Rotations appear here once the first one has been started, with every step and its evidence.
      </EmptyState>
    );
  }
  return (
    <DataTable stack caption={caption} columns={columns(sorts)}>
      {rotations.map((rotation) => (
        <RotationRow key={rotation.id} rotation={rotation} />
      ))}
    </DataTable>
  );
}

function RotationRow({ rotation }: { rotation: RotationSummaryView }) {
  const { currentStep: step } = rotation;
  return (
    <tr className="hover:bg-sunken">
      <Cell rowHeader>
        <Link
          href={`/rotations/${rotation.id}`}
          className="inline-flex min-h-6 items-center font-mono text-accent underline underline-offset-3"
        >
          {rotation.id}
        </Link>
        <span className="block text-xs text-muted">{ROTATION_TYPE[rotation.type]}</span>
      </Cell>
      <Cell>
        <VersionChange from={rotation.oldVersion} to={rotation.newVersion} />
      </Cell>
      <Cell>
        <StatusWord status={rotation.status} />
      </Cell>
      <Cell>
        {step === null ? (
          <span className="text-muted">–</span>
        ) : (
          `${stepPosition(step, rotation.rail)} · ${step.title}`
        )}
      </Cell>
      <Cell align="end">
        <Timestamp at={rotation.startedAt} />
        <span className="block text-xs text-muted">{rotation.startedBy.name}</span>
      </Cell>
      <Cell align="end">
        {rotation.finishedAt === null ? (
          <span className="text-muted">–</span>
        ) : (
          <Timestamp at={rotation.finishedAt} />
        )}
      </Cell>
    </tr>
  );
}
