import type { ActionState } from "../rotation/action-state.ts";

/** What creating a calendar address answers; the address itself is in no other answer. */
export interface AddressState extends ActionState {
  address: string | null;
}
