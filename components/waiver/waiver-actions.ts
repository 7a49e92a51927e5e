import type { ComponentProps } from "react";
import type { ActionForm } from "../rotation/action-form.tsx";

type ServerAction = ComponentProps<typeof ActionForm>["action"];

export interface WaiverActions {
  propose: ServerAction;
  approve: ServerAction;
  reject: ServerAction;
  withdraw: ServerAction;
}
