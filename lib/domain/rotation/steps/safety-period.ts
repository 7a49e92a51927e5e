import { defineStep } from "../step.ts";

export const safetyPeriod = defineStep({
  id: "safety-period",
  number: 6,
  title: "Safety period",
  why: "A day of watching shows what a check at one moment cannot.",
  revision: 1,
  phases: [],
});
