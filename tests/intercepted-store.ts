import type { SecretStore } from "#lib/ports/secret-store.ts";

export class Killed extends Error {}

/** Runs `around` instead of each call of the store, with the number of the call. */
export function intercept(
  store: SecretStore,
  around: (call: number, send: () => Promise<unknown>) => Promise<unknown>,
) {
  let calls = 0;
  const wrapped = Object.entries(store).map(
    ([name, method]: [string, (...args: never[]) => Promise<unknown>]) => [
      name,
      (...args: never[]) => around((calls += 1), () => method(...args)),
    ],
  );
  return { store: Object.fromEntries(wrapped) as SecretStore, calls: () => calls };
}

/** A store whose user dies at its n-th call, before or after the call was performed. */
export function killedAt(store: SecretStore, moment: number, when: "before" | "after"): SecretStore {
  return intercept(store, async (call, send) => {
    if (call === moment && when === "before") throw new Killed();
    if (call !== moment) return send();
    await send().catch(() => undefined);
    throw new Killed();
  }).store;
}
