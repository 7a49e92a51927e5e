import { ok, type Result, refuse } from "../result.ts";

/**
 * State of one phase of one rotation. `given` counts approvals since the plan was last submitted.
 * `completed` and `superseded` are final.
 */
export type PhaseState =
  | { status: "ready" }
  | { status: "awaiting-approval"; given: number; needed: number }
  | { status: "approved" }
  | { status: "running" }
  | { status: "failed"; approved: boolean }
  | { status: "completed" }
  | { status: "superseded" };

export type PhaseEvent =
  | { type: "approval-requested"; needed: number }
  | { type: "approval-given" }
  | { type: "approval-ended"; how: "rejected" | "withdrawn" | "void" | "expired" }
  | { type: "started"; gated: boolean }
  | { type: "succeeded" }
  | { type: "failed"; approvalStands: boolean }
  | { type: "superseded" };

/** The phase's next state, or a refusal that leaves it as it is. */
export function advance(state: PhaseState, event: PhaseEvent): Result<PhaseState> {
  switch (event.type) {
    case "approval-requested":
      return requestApproval(state, event.needed);
    case "approval-given":
      return giveApproval(state);
    case "approval-ended":
      return endApproval(state, event.how);
    case "started":
      return start(state, event.gated);
    case "succeeded":
      return state.status === "running" ? ok({ status: "completed" }) : wrongState("finish", state);
    case "failed":
      return state.status === "running"
        ? ok({ status: "failed", approved: event.approvalStands })
        : wrongState("fail", state);
    case "superseded":
      return state.status === "superseded" || state.status === "running"
        ? wrongState("be repeated", state)
        : ok({ status: "superseded" });
  }
}

function requestApproval(state: PhaseState, needed: number): Result<PhaseState> {
  const open = state.status === "ready" || (state.status === "failed" && !state.approved);
  return open && needed > 0
    ? ok({ status: "awaiting-approval", given: 0, needed })
    : wrongState("ask for approval", state);
}

function giveApproval(state: PhaseState): Result<PhaseState> {
  if (state.status !== "awaiting-approval") return wrongState("be approved", state);
  const given = state.given + 1;
  return ok(given >= state.needed ? { status: "approved" } : { ...state, given });
}

function endApproval(
  state: PhaseState,
  how: "rejected" | "withdrawn" | "void" | "expired",
): Result<PhaseState> {
  const live =
    state.status === "awaiting-approval" ||
    (how !== "rejected" && (state.status === "approved" || (state.status === "failed" && state.approved)));
  return live ? ok({ status: "ready" }) : wrongState(`have its approval ${how}`, state);
}

function start(state: PhaseState, gated: boolean): Result<PhaseState> {
  const approved = state.status === "approved" || (state.status === "failed" && state.approved);
  const free = !gated && (state.status === "ready" || state.status === "failed");
  return approved || free ? ok({ status: "running" }) : wrongState("start", state);
}

function wrongState(verb: string, state: PhaseState): Result<PhaseState> {
  return refuse(
    "wrong-state",
    `This phase cannot ${verb}: it is ${state.status.replaceAll("-", " ")}. Reload the page.`,
  );
}
