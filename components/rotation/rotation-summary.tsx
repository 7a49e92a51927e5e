import type { RotationSummaryView } from "#lib/domain/rotation/views.ts";
import { ButtonLink } from "../ui/button-link.tsx";
import { KeyValue } from "../ui/key-value.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { Bitting } from "./bitting.tsx";
import { ROTATION_TYPE } from "./rotation-type.ts";
import { StatusWord } from "./status-word.tsx";
import { VersionChange } from "./version-change.tsx";

/** What a rotation is and how far it has come, with the way to its current step. */
export function RotationSummary({ rotation }: { rotation: RotationSummaryView }) {
  const { currentStep: step, rail, startedBy } = rotation;
  return (
    <div className="grid items-start gap-x-10 gap-y-4 border-t-2 border-text py-4 lg:grid-cols-2">
      <KeyValue
        items={[
          { label: "Status", value: <StatusWord status={rotation.status} /> },
          { label: "Type", value: ROTATION_TYPE[rotation.type] },
          {
            label: "Keys",
            value: <VersionChange from={rotation.oldVersion} to={rotation.newVersion} />,
          },
          {
            label: "Planned start",
            value: <Timestamp at={rotation.plannedStart} mode="absolute" />,
          },
          {
            label: "Opened",
            value: (
              <>
                <Timestamp at={rotation.startedAt} mode="absolute" /> by {startedBy.name}
              </>
            ),
          },
          {
            label: rotation.cancelledReason === null ? "Finished" : "Cancelled",
            value:
              rotation.finishedAt === null ? (
                "not yet"
              ) : (
                <Timestamp at={rotation.finishedAt} mode="absolute" />
              ),
          },
        ]}
      />
      <div className="grid justify-items-start gap-4">
        <div className="w-full">
          <Bitting rail={rail} />
        </div>
        {step !== null && (
          <ButtonLink variant={rotation.finishedAt === null ? "primary" : "secondary"} href={step.href}>
            {rotation.finishedAt === null ? "Continue" : "Open"}: {step.title}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}
