/** What a server action answers. `requestId` finds the failure in the log. */
export interface ActionState {
  ok: boolean;
  message: string | null;
  requestId: string | null;
}
