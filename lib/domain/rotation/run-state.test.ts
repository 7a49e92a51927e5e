import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance, type PhaseEvent, type PhaseState } from "./run-state.ts";

const STATES: Record<string, PhaseState> = {
  ready: { status: "ready" },
  "awaiting 0 of 2": { status: "awaiting-approval", given: 0, needed: 2 },
  "awaiting 1 of 2": { status: "awaiting-approval", given: 1, needed: 2 },
  approved: { status: "approved" },
  running: { status: "running" },
  "failed, approval stands": { status: "failed", approved: true },
  "failed, approval spent": { status: "failed", approved: false },
  completed: { status: "completed" },
  superseded: { status: "superseded" },
};

const EVENTS: Record<string, PhaseEvent> = {
  request: { type: "approval-requested", needed: 2 },
  give: { type: "approval-given" },
  reject: { type: "approval-ended", how: "rejected" },
  withdraw: { type: "approval-ended", how: "withdrawn" },
  void: { type: "approval-ended", how: "void" },
  expire: { type: "approval-ended", how: "expired" },
  "start gated": { type: "started", gated: true },
  "start free": { type: "started", gated: false },
  succeed: { type: "succeeded" },
  "fail, stands": { type: "failed", approvalStands: true },
  "fail, spent": { type: "failed", approvalStands: false },
  supersede: { type: "superseded" },
};

/** Every permitted transition; a pair that is not listed is refused. */
const PERMITTED: Record<string, Record<string, string>> = {
  ready: { request: "awaiting 0 of 2", "start free": "running", supersede: "superseded" },
  "awaiting 0 of 2": {
    give: "awaiting 1 of 2",
    reject: "ready",
    withdraw: "ready",
    void: "ready",
    expire: "ready",
    supersede: "superseded",
  },
  "awaiting 1 of 2": {
    give: "approved",
    reject: "ready",
    withdraw: "ready",
    void: "ready",
    expire: "ready",
    supersede: "superseded",
  },
  approved: {
    withdraw: "ready",
    void: "ready",
    expire: "ready",
    "start gated": "running",
    "start free": "running",
    supersede: "superseded",
  },
  running: {
    succeed: "completed",
    "fail, stands": "failed, approval stands",
    "fail, spent": "failed, approval spent",
  },
  "failed, approval stands": {
    withdraw: "ready",
    void: "ready",
    expire: "ready",
    "start gated": "running",
    "start free": "running",
    supersede: "superseded",
  },
  "failed, approval spent": {
    request: "awaiting 0 of 2",
    "start free": "running",
    supersede: "superseded",
  },
  completed: { supersede: "superseded" },
  superseded: {},
};

describe.each(Object.entries(STATES))("a phase that is %s", (name, state) => {
  test.each(Object.entries(EVENTS))("answers %s as the table says", (event, value) => {
    const next = advance(state, value);
    const expected = PERMITTED[name]?.[event];
    if (expected === undefined) expect(next).toMatchObject({ ok: false, problem: { code: "wrong-state" } });
    else expect(next).toEqual({ ok: true, value: STATES[expected] });
  });
});

const endings = fc.constantFrom("rejected", "withdrawn", "void", "expired");
const lively: fc.Arbitrary<PhaseEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }).map((needed) => request(needed)) },
  { weight: 5, arbitrary: fc.constant<PhaseEvent>({ type: "approval-given" }) },
  { weight: 2, arbitrary: endings.map((how): PhaseEvent => ({ type: "approval-ended", how })) },
  { weight: 4, arbitrary: fc.constant<PhaseEvent>({ type: "started", gated: true }) },
  { weight: 1, arbitrary: fc.constant<PhaseEvent>({ type: "succeeded" }) },
  { weight: 3, arbitrary: fc.boolean().map((stands): PhaseEvent => failed(stands)) },
);
const events = fc.oneof(lively, fc.constant<PhaseEvent>({ type: "superseded" }));

function request(needed: number): PhaseEvent {
  return { type: "approval-requested", needed };
}
function failed(approvalStands: boolean): PhaseEvent {
  return { type: "failed", approvalStands };
}

/** An auditor's own count, kept beside the machine: approvals that still count, and how many the last request asked for. */
function audit(count: { given: number; needed: number }, event: PhaseEvent) {
  if (event.type === "approval-requested") return { given: 0, needed: event.needed };
  if (event.type === "approval-given") return { ...count, given: count.given + 1 };
  const spent = event.type === "approval-ended" || (event.type === "failed" && !event.approvalStands);
  return spent ? { given: 0, needed: Number.POSITIVE_INFINITY } : count;
}

function run(
  sequence: readonly PhaseEvent[],
  look: (step: {
    from: PhaseState;
    to: PhaseState;
    event: PhaseEvent;
    count: { given: number; needed: number };
  }) => void,
) {
  let state: PhaseState = { status: "ready" };
  let count = { given: 0, needed: Number.POSITIVE_INFINITY };
  for (const event of sequence) {
    const next = advance(state, event);
    if (!next.ok) continue;
    look({ from: state, to: next.value, event, count });
    state = next.value;
    count = audit(count, event);
  }
}

const sequences = fc.array(lively, { minLength: 40, maxLength: 60 });

test("no sequence of events starts a gated phase without the approvals that its last request asked for", () => {
  let starts = 0;
  fc.assert(
    fc.property(sequences, (sequence) => {
      run(sequence, ({ to, count }) => {
        if (to.status !== "running") return;
        starts += 1;
        expect(count.needed).toBeGreaterThan(0);
        expect(count.given).toBeGreaterThanOrEqual(count.needed);
      });
    }),
    { numRuns: 1_000 },
  );
  expect(starts).toBeGreaterThan(1_000);
});

test("an approval that was rejected, withdrawn, voided, expired or spent by a failure never starts a phase", () => {
  const ways: [PhaseState, PhaseEvent][] = (["withdrawn", "void", "expired"] as const).flatMap((how) => [
    [{ status: "approved" } as const, { type: "approval-ended", how } as const],
    [{ status: "failed", approved: true } as const, { type: "approval-ended", how } as const],
  ]);
  ways.push([
    { status: "awaiting-approval", given: 1, needed: 2 },
    { type: "approval-ended", how: "rejected" },
  ]);
  ways.push([{ status: "running" }, failed(false)]);
  for (const [state, event] of ways) {
    const ended = advance(state, event);
    expect(ended.ok).toBe(true);
    if (ended.ok) expect(advance(ended.value, { type: "started", gated: true }).ok).toBe(false);
  }
});

test("a completed phase changes only by being superseded, and a superseded one never again", () => {
  fc.assert(
    fc.property(events, (event) => {
      const afterCompleted = advance({ status: "completed" }, event);
      expect(afterCompleted.ok).toBe(event.type === "superseded");
      expect(advance({ status: "superseded" }, event).ok).toBe(false);
    }),
  );
});

test("a phase that is being performed cannot be approved, withdrawn, started again or superseded", () => {
  fc.assert(
    fc.property(events, (event) => {
      const next = advance({ status: "running" }, event);
      expect(next.ok).toBe(event.type === "succeeded" || event.type === "failed");
    }),
  );
});
