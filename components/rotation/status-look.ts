import {
  Circle,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleSlash,
  Hourglass,
  type LucideIcon,
  TriangleAlert,
  UserRoundCheck,
} from "lucide-react";
import type { StatusWord } from "#lib/domain/rotation/views.ts";
import type { Tone } from "../ui/tone.ts";

interface StatusLook {
  label: string;
  icon: LucideIcon;
  tone: Tone;
}

/** Only what needs somebody is coloured: completed is plain text. */
export const STATUS_LOOK: Record<StatusWord, StatusLook> = {
  "cannot-start-yet": { label: "Cannot start yet", icon: CircleDashed, tone: "neutral" },
  ready: { label: "Ready", icon: Circle, tone: "accent" },
  "in-progress": { label: "In progress", icon: CircleDot, tone: "accent" },
  "waiting-for-approval": { label: "Waiting for approval", icon: UserRoundCheck, tone: "wait" },
  waiting: { label: "Waiting", icon: Hourglass, tone: "wait" },
  problem: { label: "There is a problem", icon: TriangleAlert, tone: "problem" },
  completed: { label: "Completed", icon: CircleCheck, tone: "neutral" },
  cancelled: { label: "Cancelled", icon: CircleSlash, tone: "neutral" },
};
