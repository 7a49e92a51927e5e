import Link from "next/link";
import type { RotationSummaryView } from "#lib/domain/rotation/views.ts";
import { RotationTable } from "../rotation/rotation-table.tsx";
import { Panel, type PanelProblem } from "./panel.tsx";

interface LastRotationsProps {
  rotations: RotationSummaryView[];
  problem?: PanelProblem | null;
}

export function LastRotations({ rotations, problem }: LastRotationsProps) {
  return (
    <Panel
      title="Last rotations"
      problem={problem}
      aside={
        <Link
          href="/rotations"
          className="inline-flex min-h-6 items-center text-sm text-accent underline underline-offset-3"
        >
          All rotations
        </Link>
      }
    >
      <RotationTable caption="Last rotations, newest first" rotations={rotations} />
    </Panel>
  );
}
