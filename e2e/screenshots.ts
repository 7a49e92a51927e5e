import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { approve, expectStatus, phasePanel, press } from "./support/steps.ts";
import { test } from "./support/test.ts";

const FOLDER = join(import.meta.dirname, "..", "docs", "screenshots");
const SIZES = [
  { width: 1440, height: 960 },
  { width: 390, height: 844 },
];
const ROLL_OUT = 120_000;

/** One picture per size and theme, named `<page>-<width>-<theme>.png`. */
async function picture(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  await page.mouse.move(0, 0);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of ["light", "dark"]) {
      await page.evaluate((value) => {
        document.documentElement.dataset["theme"] = value;
        window.scrollTo(0, 0);
      }, theme);
      await page.screenshot({
        path: join(FOLDER, `${name}-${size.width}-${theme}.png`),
        animations: "disabled",
      });
    }
  }
  if (before) await page.setViewportSize(before);
}

test("pictures of a rotation", async ({ openAs, page }) => {
  test.setTimeout(600_000);
  mkdirSync(FOLDER, { recursive: true });
  await page.goto("/login");
  await picture(page, "sign-in");

  const [ana, mihai] = [await openAs("Ana Ionescu"), await openAs("Mihai Pop")];
  await mihai.goto("/");
  const confirm = mihai.getByRole("button", { name: "Confirm the platform’s state" });
  await confirm.waitFor({ timeout: 60_000 });
  await picture(mihai, "adoption");
  await confirm.click();
  await mihai.getByRole("region", { name: "Current key" }).waitFor();

  await ana.goto("/");
  await ana.getByRole("button", { name: "Start rotation to V2" }).click();
  await ana.waitForURL(/\/checklist$/);
  const rotation = new URL(ana.url()).pathname.replace("/checklist", "");
  const checklist = phasePanel(ana, "Check that everything is ready");
  await checklist.getByLabel("Rollback owner").fill("Elena Radu");
  await checklist.getByText("Passes").first().waitFor();
  await picture(ana, "checklist");
  await press(checklist, "Request approval (A1)");
  await expectStatus(checklist, "Waiting for approval");
  await approve(mihai, "A1", "Mihai Pop");
  await press(checklist, "Start the rotation");
  await expectStatus(checklist, "Completed");

  await ana.goto(`${rotation}/steps/generate-key`);
  const generate = phasePanel(ana, "Generate and stage the new key");
  await press(generate, "Generate the key");
  await expectStatus(generate, "Completed");

  await ana.goto(`${rotation}/steps/store-key`);
  const store = phasePanel(ana, "Make the staged secret the current one");
  await press(store, "Request approval (A2)");
  await expectStatus(store, "Waiting for approval");
  await mihai.goto("/approvals");
  await mihai.getByRole("link", { name: "A2 ·" }).click();
  await mihai.getByRole("button", { name: "Approve", exact: true }).waitFor();
  await picture(mihai, "approval");
  await approve(mihai, "A2", "Mihai Pop");
  await press(store, "Add the key to the secret");
  await expectStatus(store, "Completed");

  await ana.goto(`${rotation}/steps/deploy`);
  const readers = phasePanel(ana, "Phase one: every task can read the new key");
  await press(readers, "Deploy");
  await expectStatus(readers, "Completed", ROLL_OUT);
  const writers = phasePanel(ana, "Phase two: new writes use the new key");
  await press(writers, "Request approval (A2b)");
  await expectStatus(writers, "Waiting for approval");
  await approve(mihai, "A2b", "Mihai Pop");
  await press(writers, "Switch writes");
  await expectStatus(writers, "In progress");
  await ana.goto("/");
  await picture(ana, "overview");
  await ana.goto(`${rotation}/steps/deploy`);
  await expectStatus(writers, "Completed", ROLL_OUT);
  await picture(ana, "deploy");

  await ana.goto(`${rotation}/steps/re-encrypt`);
  const job = phasePanel(ana, "Re-encrypt every cell");
  await press(job, "Request approval (A3)");
  await expectStatus(job, "Waiting for approval");
  await approve(mihai, "A3", "Mihai Pop");
  await press(job, "Start re-encryption");
  await expectStatus(job, "Completed", ROLL_OUT);
  await picture(ana, "re-encrypt");

  await ana.goto(`${rotation}/steps/verify`);
  const verification = phasePanel(ana, "Decrypt every cell without the old key");
  await press(verification, "Run verification");
  await expectStatus(verification, "Completed", ROLL_OUT);
  await picture(ana, "verify");
  await ana.goto("/audit");
  await picture(ana, "audit");
});
