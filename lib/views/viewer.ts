import type { Actor } from "../domain/actor.ts";

/** The person who looks, and when they last proved who they are; null when the identity provider did not say. */
export interface Viewer extends Actor {
  authTime: Date | null;
}

const FRESH_MS = 5 * 60_000;

/** Whether a step that cannot be undone would ask this person to sign in again. The operation judges by itself. */
export function needsFreshLogin({ authTime }: Viewer, now = new Date()): boolean {
  return authTime === null || now.getTime() - authTime.getTime() > FRESH_MS;
}
