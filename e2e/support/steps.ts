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
