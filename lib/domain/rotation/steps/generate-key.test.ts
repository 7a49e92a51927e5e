import { expect, test } from "vitest";
import type { StepContext } from "../../../ports/step-context.ts";
import { keepEscrow } from "./generate-key.ts";

const SEALED = { label: "V2", recipients: 2, sha256: "00" };
const ITEM = { itemId: "item-1", label: "V2" };

const keep = (copies: { escrow: typeof SEALED | null; vault: typeof ITEM | null }, stored: string) => {
  const context = { evidenceOf: () => copies } as unknown as StepContext;
  return keepEscrow.perform({ context, input: { stored }, bound: {} });
};

test("when 1Password alone keeps the key nobody attests anything, and the item is the evidence", async () => {
  const evidence = await keep({ escrow: null, vault: ITEM }, "");
  expect(evidence).toEqual({ stored: "", vaultItem: "item-1" });
  expect(keepEscrow.facts(evidence)).toEqual([{ label: "1Password item", value: "item-1", kind: "code" }]);
});

test.each([
  ["a sealed file that nobody stored", { escrow: SEALED, vault: null }],
  ["a sealed file that nobody stored, beside 1Password", { escrow: SEALED, vault: ITEM }],
  ["no copy that the worker made", { escrow: null, vault: null }],
])("with %s the box has to be ticked", async (_, copies) => {
  await expect(keep(copies, "")).rejects.toThrow("tick the box");
  expect(await keep(copies, "yes")).toMatchObject({ stored: "yes", vaultItem: copies.vault?.itemId ?? null });
});
