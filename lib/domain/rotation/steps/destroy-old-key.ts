import { defineStep } from "../step.ts";

export const destroyOldKey = defineStep({
  id: "destroy-old-key",
  number: 10,
  title: "Destroy old key",
  why: "Backups that need the old key have to be gone before it is.",
  revision: 1,
  phases: [],
});
