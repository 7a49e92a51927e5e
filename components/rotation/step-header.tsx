import Link from "next/link";
import type { StepPageView, StepRailItemView } from "#lib/domain/rotation/views.ts";
import { PageTitle } from "../shell/page-title.tsx";
import { Badge } from "../ui/badge.tsx";
import { ROTATION_TYPE } from "./rotation-type.ts";
import { StatusWord } from "./status-word.tsx";
import { StepNow } from "./step-now.tsx";
import { stepPosition } from "./step-position.ts";
import { VersionChange } from "./version-change.tsx";

interface StepHeaderProps {
  page: StepPageView;
  rail: StepRailItemView[];
}

export function StepHeader({ page, rail }: StepHeaderProps) {
  const { rotation, rotationId, step } = page;
  return (
    <header className="pt-6 pb-5">
      <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
        <Link href={`/rotations/${rotationId}`} className="inline-flex min-h-6 items-center hover:text-text">
          <span aria-hidden="true">←&nbsp;</span>
          Rotation {rotationId}
        </Link>
        <VersionChange from={rotation.oldVersion} to={rotation.newVersion} />
        {rotation.type !== "scheduled" && <Badge tone="info">{ROTATION_TYPE[rotation.type]}</Badge>}
        <span>{stepPosition(step, rail)}</span>
      </p>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <PageTitle>{step.title}</PageTitle>
        <StatusWord status={page.status} />
      </div>
      <p className="mt-1 max-w-prose text-muted">{page.why}</p>
      <StepNow page={page} />
    </header>
  );
}
