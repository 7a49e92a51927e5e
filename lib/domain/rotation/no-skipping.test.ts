import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isOpen } from "./position.ts";
import { phasesInOrder } from "./procedure.ts";
import { REPEATED_STEPS } from "./repetition.ts";
import { advance, type PhaseEvent, type PhaseState } from "./run-state.ts";
import { endAfterClosing, endOfPeriod, endWithIssue, later } from "./safety-period.ts";

const ORDER = phasesInOrder().map(({ step, phase }) => ({
  stepId: step.id,
  phaseId: phase.id,
  needed: phase.gate?.count ?? 0,
}));
/** The phases whose performance is approved, by how many people, as the design says. */
const APPROVERS: Record<string, number> = {
  prepare: 1,
  store: 1,
  "switch-writes": 1,
  run: 1,
  retire: 2,
  destroy: 1,
};

const somebody = fc.nat(ORDER.length - 1);
/** What anybody might try: an event for a phase, wherever the rotation stands, or everything repeated. */
const attempts = fc.array(
  fc.oneof(
    { weight: 60, arbitrary: fc.tuple(fc.constant("open" as const), eventOf()) },
    { weight: 12, arbitrary: fc.tuple(somebody, eventOf()) },
    { weight: 1, arbitrary: fc.constant(["repeat"] as const) },
  ),
  { minLength: 250, maxLength: 400 },
);

function eventOf() {
  return fc.constantFrom<PhaseEvent["type"]>(
    "approval-requested",
    "approval-requested",
    "approval-given",
    "approval-given",
    "started",
    "started",
    "succeeded",
    "succeeded",
    "succeeded",
    "failed",
    "approval-ended",
  );
}

function eventFor(type: PhaseEvent["type"], needed: number): PhaseEvent {
  const events: Record<PhaseEvent["type"], PhaseEvent> = {
    "approval-requested": { type: "approval-requested", needed },
    "approval-given": { type: "approval-given" },
    "approval-ended": { type: "approval-ended", how: "void" },
    started: { type: "started", gated: needed > 0 },
    succeeded: { type: "succeeded" },
    failed: { type: "failed", approvalStands: needed > 0 },
    superseded: { type: "superseded" },
  };
  return events[type];
}

interface Run {
  state: PhaseState;
  /** Kept beside the machine: approvals since the last request, and whether it was started since it was last opened. */
  given: number;
  started: boolean;
}

const fresh = (): Run => ({ state: { status: "ready" }, given: 0, started: false });
const statesOf = (runs: readonly Run[]) =>
  ORDER.map((key, index) => ({ ...key, state: runs[index]?.state.status ?? "ready" }));

/** Every attempt in turn; whatever the procedure refuses leaves everything as it was. */
function play(tries: readonly (readonly [number | "open", PhaseEvent["type"]] | readonly ["repeat"])[]) {
  const runs = ORDER.map(fresh);
  let furthest = 0;
  for (const [which, type] of tries) {
    const open = ORDER.findIndex((key) => isOpen(statesOf(runs), key));
    if (which === "repeat") {
      if (!REPEATED_STEPS.includes(ORDER[open]?.stepId ?? "")) continue;
      ORDER.forEach(({ stepId }, index) => {
        if (REPEATED_STEPS.includes(stepId)) runs[index] = fresh();
      });
      continue;
    }
    const index = which === "open" ? open : which;
    const [key, run] = [ORDER[index], runs[index]];
    if (!key || !run || !type || !isOpen(statesOf(runs), key)) continue;
    const next = advance(run.state, eventFor(type, key.needed));
    if (!next.ok) continue;
    if (type === "approval-requested" || type === "approval-ended") run.given = 0;
    if (type === "approval-given") run.given += 1;
    if (type === "started") {
      expect(run.given).toBeGreaterThanOrEqual(APPROVERS[key.phaseId] ?? 0);
      run.started = true;
    }
    run.state = next.value;
    if (run.state.status === "completed") {
      expect(run.started).toBe(true);
      const before = ORDER.slice(0, index).map((_, earlier) => runs[earlier]?.state.status);
      expect(before.every((status) => status === "completed")).toBe(true);
      furthest = Math.max(furthest, index);
    }
  }
  return furthest;
}

test("no sequence of attempts completes a phase before those before it, or starts one without its approvals", () => {
  let furthest = 0;
  fc.assert(
    fc.property(attempts, (tries) => {
      furthest = Math.max(furthest, play(tries));
    }),
    { numRuns: 400 },
  );
  expect(furthest).toBe(ORDER.length - 1);
}, 60_000);

const HOUR = 3_600_000;
const happenings = fc.array(
  fc.record({
    hours: fc.nat({ max: 400 }).map((tenths) => tenths / 10),
    what: fc.constantFrom("report", "close", "renew"),
  }),
  { maxLength: 30 },
);

test("whatever is reported, closed and renewed, the period never ends earlier than before, nor before each wait is over", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 24, max: 96 }),
      fc.constantFrom(HOUR, 125),
      happenings,
      (policy, hourMs, all) => {
        const startedAt = new Date("2026-02-02T09:00:00Z");
        let now = startedAt.getTime();
        let endsAt = endOfPeriod(startedAt, policy, hourMs);
        const least = [startedAt.getTime() + 24 * hourMs];
        for (const { hours, what } of all) {
          now += hours * hourMs;
          const before = endsAt.getTime();
          const clock = { startedAt, endsAt, hourMs };
          if (what === "report") endsAt = endWithIssue(clock);
          if (what === "close") endsAt = endAfterClosing(clock, new Date(now));
          if (what === "renew") endsAt = later(endsAt, endOfPeriod(new Date(now), policy, hourMs));
          least.push(what === "report" ? startedAt.getTime() + 48 * hourMs : Math.floor(now) + 24 * hourMs);
          expect(endsAt.getTime()).toBeGreaterThanOrEqual(before);
          expect(endsAt.getTime()).toBeGreaterThanOrEqual(Math.max(...least));
        }
      },
    ),
    { numRuns: 500 },
  );
});
