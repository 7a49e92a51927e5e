/** What a server action answers. `requestId` finds the failure in the log. */
export interface ActionState {
  ok: boolean;
  /** Kind of the refusal, as operations name it: "stale", "step-up-required" …; null when there is none. */
  code: string | null;
  message: string | null;
  requestId: string | null;
}
