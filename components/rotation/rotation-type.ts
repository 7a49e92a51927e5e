import type { RotationSummaryView } from "#lib/domain/rotation/views.ts";

export const ROTATION_TYPE: Record<RotationSummaryView["type"], string> = {
  scheduled: "Scheduled",
  emergency: "Emergency",
  drill: "Drill",
};
