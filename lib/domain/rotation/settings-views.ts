import type { PersonView } from "./views.ts";

export interface SettingView<T> {
  value: T;
  version: number;
  updatedBy: string | null;
  updatedAt: string | null;
}

export interface KnownPersonView extends PersonView {
  roles: string[];
  lastSignInAt: string;
  problem: string | null;
}
