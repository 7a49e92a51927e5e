import { ok, type Result, refuse } from "../result.ts";

/** What people want of a running job. */
export type Wish = "run" | "pause" | "cancel";

export interface ControlState {
  wish: Wish;
  /** Null: no limit. */
  cellsPerSecond: number | null;
  /** As it was approved; null: no limit. */
  mostCellsPerSecond: number | null;
}

export type ControlOrder =
  | { order: "pause" | "resume" | "cancel" }
  | { order: "rate"; cellsPerSecond: number | null };

/** The state after an order, or why it is refused. Nobody makes a job faster than it was approved. */
export function obey(state: ControlState, order: ControlOrder): Result<ControlState> {
  if (state.wish === "cancel")
    return refuse("wrong-state", "The re-encryption is being cancelled; no other order reaches it.");
  switch (order.order) {
    case "pause":
      return state.wish === "pause" ? refuse("wrong-state", "It is paused already.") : wish(state, "pause");
    case "resume":
      return state.wish === "run" ? refuse("wrong-state", "It is not paused.") : wish(state, "run");
    case "cancel":
      return wish(state, "cancel");
    case "rate":
      return atRate(state, order.cellsPerSecond);
  }
}

function wish(state: ControlState, next: Wish): Result<ControlState> {
  return ok({ ...state, wish: next });
}

function atRate(state: ControlState, cellsPerSecond: number | null): Result<ControlState> {
  const most = state.mostCellsPerSecond;
  if (most !== null && (cellsPerSecond === null || cellsPerSecond > most)) {
    return refuse(
      "invalid-input",
      `${most} cells per second were approved. Only a new approval can make it faster.`,
    );
  }
  return cellsPerSecond === state.cellsPerSecond
    ? refuse("wrong-state", "That is its rate already.")
    : ok({ ...state, cellsPerSecond });
}

export function rateText(cellsPerSecond: number | null): string {
  return cellsPerSecond === null ? "no limit" : `${cellsPerSecond.toLocaleString("en")} cells per second`;
}
