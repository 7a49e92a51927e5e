import { expect, type Locator, type Page } from "@playwright/test";

/** The panel of one phase on the page of its step. */
export function phasePanel(page: Page, title: string): Locator {
  return page.getByRole("article", { name: title });
}

export async function expectStatus(panel: Locator, status: string, timeout = 20_000): Promise<void> {
  await expect(panel.locator("header").first().getByText(status, { exact: true })).toBeVisible({ timeout });
}

/** Presses the button of the phase as soon as its checks allow it. */
export async function press(panel: Locator, label: string): Promise<void> {
  const button = panel.getByRole("button", { name: label, exact: true });
  await expect(button).toBeEnabled({ timeout: 60_000 });
  await button.click();
}

/** From the queue to the request at this gate, and there the decision. */
export async function approve(page: Page, gate: string, approver: string): Promise<void> {
  await page.goto("/approvals");
  const open = page
    .getByRole("row")
    .filter({ hasText: `${gate} ·` })
    .filter({ hasText: "Waiting for approval" });
  await open.getByRole("link").click();
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(page.getByText(`Approved by ${approver}`)).toBeVisible();
}

/** From the overview through the form to the checklist of the new rotation. */
export async function beginRotation(page: Page): Promise<void> {
  await page.goto("/rotations/new");
  await page.getByRole("button", { name: /^Start rotation to V/ }).click();
  await page.waitForURL(/\/checklist$/);
}

/** Downloads the sealed copy, as somebody who puts it into the password manager would, and attests that it is there. */
export async function keepEscrow(page: Page): Promise<string> {
  const panel = phasePanel(page, "Put the sealed copy into the password manager");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("button", { name: "Download the sealed file" }).click(),
  ]);
  await panel.getByRole("checkbox").check();
  await press(panel, "Confirm the escrow copy");
  await expectStatus(panel, "Completed");
  return download.path();
}
