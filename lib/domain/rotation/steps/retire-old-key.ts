import { defineStep } from "../step.ts";

export const retireOldKey = defineStep({
  id: "retire-old-key",
  number: 7,
  title: "Retire old key",
  why: "Only a key that nothing can use any more is harmless when it leaks.",
  revision: 1,
  phases: [],
});
