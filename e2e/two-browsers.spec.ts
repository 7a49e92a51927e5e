import type { Locator, Page } from "@playwright/test";
import { countAudit, expectPhase } from "./support/rotation-data.ts";
import { signIn, signInOn } from "./support/sign-in.ts";
import { expectStatus, phasePanel, press } from "./support/steps.ts";
import { expect, test } from "./support/test.ts";

test.describe.configure({ mode: "serial", timeout: 120_000 });

const CHECKLIST = "Check that everything is ready";
const KEY = "Generate and stage the new key";
let rotation = "";

/** Takes the page's news away: it shows what it was given until it is loaded again. */
async function deafen(page: Page): Promise<void> {
  await page.route(/\/events$|\/api\/rotations\/.*\/steps\//, (route) => route.abort());
  // Never answered: a refresh that fails would load the whole page again.
  await page.route(
    (url) => url.searchParams.has("_rsc"),
    () => undefined,
  );
}

function button(page: Page, title: string, name: string): Locator {
  return phasePanel(page, title).getByRole("button", { name, exact: true });
}

test("what one person does appears in the other browser without a reload, a double click does it once", async ({
  openAs,
  owner,
}) => {
  const [ana, mihai] = [await openAs("Ana Ionescu"), await openAs("Mihai Pop")];
  await mihai.goto("/");
  await mihai.getByRole("button", { name: "Confirm the platform’s state" }).dblclick({ timeout: 60_000 });
  await expect(mihai.getByRole("region", { name: "Current key" })).toContainText("V1");
  await ana.goto("/rotations/new");
  await ana.getByRole("button", { name: /^Start rotation to V/ }).dblclick();
  await ana.waitForURL(/\/checklist$/);
  rotation = new URL(ana.url()).pathname.replace("/checklist", "");
  await expect(mihai.getByRole("link", { name: "Continue" })).toBeVisible();
  await mihai.goto(`${rotation}/checklist`);
  let loads = 0;
  mihai.on("request", (request) => void (loads += request.isNavigationRequest() ? 1 : 0));
  const post = button(ana, "Tell the team", "Send the message");
  await expect(post).toBeEnabled({ timeout: 60_000 });
  await post.dblclick();
  await expectStatus(phasePanel(mihai, "Tell the team"), "Completed");
  await phasePanel(ana, CHECKLIST).getByLabel("Rollback owner").fill("Elena Radu");
  const request = button(ana, CHECKLIST, "Request approval (A1)");
  await expect(request).toBeEnabled({ timeout: 60_000 });
  await request.dblclick();
  await expectStatus(phasePanel(mihai, CHECKLIST), "Waiting for approval");
  await phasePanel(mihai, CHECKLIST).getByRole("link", { name: /^A1/ }).click();
  await mihai.getByRole("button", { name: "Approve", exact: true }).dblclick();
  await expect(mihai.getByText("Approved by Mihai Pop")).toBeVisible();
  const start = button(ana, CHECKLIST, "Start the rotation");
  await expect(start).toBeEnabled();
  await start.dblclick();
  await expectStatus(phasePanel(ana, CHECKLIST), "Completed", 60_000);
  expect(loads).toBe(0);
  for (const [action, phase] of [
    ["PHASE_STARTED", "tell-team"],
    ["APPROVAL_REQUESTED", "prepare"],
    ["APPROVAL_GIVEN", "prepare"],
    ["PHASE_STARTED", "prepare"],
  ] as const) {
    expect(await countAudit(owner, action, phase), `${action} ${phase}`).toBe(1);
  }
  const { rows } = await owner.query(
    "SELECT count(*)::int AS refused FROM audit_log WHERE action = 'ACCESS_REFUSED'",
  );
  // The second press was not sent at all, rather than sent and refused.
  expect(rows).toEqual([{ refused: 0 }]);
});

test("the form of a page that was left behind is refused as changed, and the reloaded page shows what is", async ({
  openAs,
  owner,
}) => {
  const [first, second] = [await openAs("Ana Ionescu"), await openAs("Ana Ionescu")];
  for (const page of [first, second]) {
    await page.goto(`${rotation}/steps/generate-key`);
    await expect(button(page, KEY, "Generate the key")).toBeEnabled({ timeout: 60_000 });
  }
  await deafen(second);
  await second.reload();
  await expect(button(second, KEY, "Generate the key")).toBeEnabled();
  await press(phasePanel(first, KEY), "Generate the key");
  await expectStatus(phasePanel(first, KEY), "Completed", 60_000);
  await press(phasePanel(second, KEY), "Generate the key");
  const refusal = phasePanel(second, KEY).getByRole("alert");
  await expect(refusal).toContainText("changed while you were looking");
  await second.unrouteAll();
  await refusal.getByRole("button", { name: "Reload the page" }).click();
  await expectStatus(phasePanel(second, KEY), "Completed");
  expect(await countAudit(owner, "PHASE_STARTED", "generate")).toBe(1);
});

test("a session that ends in the middle of a form loses nothing: the same step, with what was typed", async ({
  browser,
  company,
  owner,
  page,
}) => {
  await page.context().addCookies(await signIn(browser, company.urls.console, "Ana Ionescu"));
  await page.goto(`${rotation}/steps/generate-key`);
  await page.getByText("Cancel this rotation …").click();
  const reason = "The platform team asked for another week, so this is begun again.";
  await page.getByLabel("Why").fill(reason);
  await owner.query(
    `UPDATE key_rotation.session SET expires_at = now() - interval '1 second'
     WHERE id = (SELECT id FROM key_rotation.session ORDER BY created_at DESC LIMIT 1)`,
  );
  await page.getByRole("button", { name: "Cancel the rotation" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the rotation" }).click();
  const back = page.getByRole("main").getByRole("link", { name: "Sign in and come back" });
  await expect(back.or(page.getByRole("heading", { level: 1, name: "Sign in" })).first()).toBeVisible();
  if (await back.isVisible()) await back.click();
  await signInOn(page, "Ana Ionescu");
  await expect(page).toHaveURL(`${rotation}/steps/generate-key`);
  await expect(page.getByText("What you had typed is here again.")).toBeVisible();
  await expect(page.getByLabel("Why")).toHaveValue(reason);
  await expectPhase(owner, "keep-escrow", "ready");
});

test("a draft is nobody else's: it is gone when another person signs in in the same tab", async ({
  page,
}) => {
  await page.goto("/login");
  await page.evaluate(() => sessionStorage.setItem("keyturn.draft somebody / Approve", "[]"));
  await signInOn(page, "Elena Radu");
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage).join())).not.toContain("somebody");
});
