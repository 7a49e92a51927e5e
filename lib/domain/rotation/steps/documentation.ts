import { defineStep } from "../step.ts";

export const documentation = defineStep({
  id: "documentation",
  number: 9,
  title: "Documentation",
  why: "Everyone who was told that a rotation began is told that it ended.",
  revision: 1,
  phases: [],
});
