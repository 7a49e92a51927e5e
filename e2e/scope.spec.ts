import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const COLUMN = "public.users.portrait";
const part = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });

/** Ana operates the active rotation: she may add a column to it, leave none out, and not loosen the policy. */
async function expectOperatorsOffer(ana: Page): Promise<void> {
  await ana.goto("/settings/scope");
  await expect(part(ana, "Waiting for a classification").getByRole("radio")).toHaveCount(1);
  await expect(ana.getByRole("radio", { name: /^Encrypted/ })).toBeVisible();
  await ana.goto("/settings/policy");
  await expect(ana.getByRole("main")).toContainText("You operate the active rotation");
  await expect(ana.getByRole("button", { name: "Save the policy" })).toHaveCount(0);
}

test("an approver classifies a new column with the keyboard alone, and everybody sees it without a reload", async ({
  openAs,
  owner,
}) => {
  test.setTimeout(240_000);
  await owner.query("ALTER TABLE users ADD COLUMN portrait bytea");
  const elena = await openAs("Elena Radu");
  const carmen = await openAs("Carmen Dobre");
  for (const page of [elena, carmen]) {
    await page.goto("/settings/scope");
    await expect(part(page, "Waiting for a classification")).toContainText(COLUMN);
  }
  await expect(carmen.getByRole("main").getByRole("textbox")).toHaveCount(0);
  await expect(carmen.getByRole("button", { name: /^Classify/ })).toHaveCount(0);
  await expectOperatorsOffer(await openAs("Ana Ionescu"));

  await elena.getByRole("radio", { name: /^Encrypted/ }).focus();
  await elena.keyboard.press("ArrowDown");
  await elena.keyboard.press("Tab");
  await elena.keyboard.type("A public picture, says the platform team");
  await elena.keyboard.press("Enter");
  for (const page of [elena, carmen]) {
    await expect(part(page, "Not encrypted")).toContainText(COLUMN, { timeout: 20_000 });
    await expect(part(page, "Not encrypted")).toContainText("Elena Radu");
    await expect(part(page, "Waiting for a classification")).toContainText("None.");
  }

  await owner.query("ALTER TABLE users DROP COLUMN portrait");
  await elena.reload();
  await expect(part(elena, "Not encrypted")).toContainText("The platform has dropped this column.");
  await part(elena, "Not encrypted").locator("summary").focus();
  await elena.keyboard.press("Enter");
  await elena.keyboard.press("Tab");
  await elena.keyboard.type("Pictures moved to a store of their own");
  await elena.keyboard.press("Enter");
  await expect(part(carmen, "Not encrypted")).not.toContainText(COLUMN, { timeout: 20_000 });
  const { rows } = await owner.query(
    "SELECT action FROM audit_log WHERE changes ->> 'column' = $1 ORDER BY id",
    [COLUMN],
  );
  expect(rows).toEqual([{ action: "COLUMN_NOT_ENCRYPTED" }, { action: "COLUMN_REMOVED" }]);
});
