import { z } from "zod";
import { watchOnce } from "../checks/safety-checks.ts";
import { definePhase, defineStep } from "../step.ts";

export const watch = definePhase({
  id: "watch",
  title: "Watch the platform until the period is over",
  summary:
    "Starts by itself with the green verification and runs on the database's clock. It ends when the time is over, no issue is open and every monitor answers well.",
  actionLabel: "Watch",
  startsByItself: true,
  input: z.object({}),
  // The monitors judge its end, not its beginning: a period that could not begin would protect nothing.
  checks: [],
  plan: async ({ rotation }) => ({
    intent: [
      { label: "Old key", value: `V${rotation.oldVersion} stays in the secret` },
      { label: "Shortening", value: "impossible" },
    ],
    diff: [],
    bound: {},
  }),
  evidence: z.object({ startedAt: z.string(), endedAt: z.string() }),
  perform: async ({ context }) => {
    const { safety, clock, signal } = context;
    await safety.begin();
    for (;;) {
      const { monitors, state } = await watchOnce(context);
      const { startedAt, endsAt, isOver, openIssues } = state;
      if (isOver && openIssues === 0 && monitors.every((monitor) => monitor.outcome === "pass")) {
        return { startedAt: startedAt.toISOString(), endedAt: endsAt.toISOString() };
      }
      await clock.pause(safety.intervalMs, signal);
    }
  },
  facts: ({ startedAt, endedAt }) => [
    { label: "Began", value: startedAt, kind: "time" },
    { label: "Ended", value: endedAt, kind: "time" },
  ],
});

export const safetyPeriod = defineStep({
  id: "safety-period",
  number: 6,
  title: "Safety period",
  why: "A day of watching shows what a check at one moment cannot.",
  revision: 1,
  systems: ["aws-ecs", "aws-cloudwatch-logs", "aws-secrets-manager", "sentry", "datadog"],
  phases: [watch],
});
