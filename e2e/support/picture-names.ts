import { listPages } from "./page-list.ts";

export const PICTURE_SIZES = [
  { width: 1440, height: 960 },
  { width: 390, height: 844 },
] as const;
export const THEMES = ["light", "dark"] as const;

/** States of pages beside the ordinary one, which the way through the console meets. */
const STATES = [
  "overview-first-start",
  "overview-read-only",
  "login-refused",
  "rotations-empty",
  "approvals-empty",
  "audit-empty",
  "rotation-quarantine-empty",
  "rotation-step-02-store-key-waiting",
  "rotation-step-03-deploy-in-progress",
  "rotation-step-04-re-encrypt-paused",
  "rotation-step-04-re-encrypt-quarantined",
  "rotation-step-06-safety-period-issue",
  "rotation-step-07-retire-old-key-waiting",
  "navigation",
  "not-found",
  "error",
];

/** Every picture that `npm run screenshots` makes: one per page, and one per state that deserves its own. */
export function pictureNames(): string[] {
  return [...listPages().map(({ name }) => name), ...STATES];
}

export function pictureFile(name: string, width: number, theme: (typeof THEMES)[number]): string {
  return `${name}-${width}-${theme}.png`;
}
