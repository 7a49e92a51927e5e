import { callAction, cookieHeader } from "./support/call-action.ts";
import { phaseRun } from "./support/rotation-data.ts";
import { signIn, signInOn } from "./support/sign-in.ts";
import { expectStatus, phasePanel } from "./support/steps.ts";
import { expect, test } from "./support/test.ts";

/** Runs after the refusals, on their rotation: its first step is open. */
const STEP = "steps/generate-key";

test("a cookie that was captured before signing out is worth nothing afterwards", async ({
  browser,
  company,
  owner,
  page,
}) => {
  const { console: address } = company.urls;
  const captured = await signIn(browser, address, "Elena Radu");
  const { id: phaseRunId, rotation_id, version } = await phaseRun(owner, "generate");
  const get = (path: string) =>
    fetch(new URL(path, address), { redirect: "manual", headers: { cookie: cookieHeader(captured) } });
  expect((await get("/audit")).status).toBe(200);

  await page.context().addCookies(captured);
  await page.goto("/");
  await page.getByRole("button", { name: "Account: Elena Radu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in with company SSO" })).toBeVisible();

  const refused = await get("/audit");
  expect([refused.status, refused.headers.get("location")]).toEqual([307, "/login?from=%2Faudit"]);
  expect((await get(`/api/rotations/${rotation_id}/${STEP}`)).status).toBe(401);
  expect((await get("/api/events")).status).toBe(401);
  const call = await callAction({
    console: address,
    action: "inspectAction",
    path: "/",
    fields: { phaseRunId, version },
    cookies: captured,
  });
  expect(call.state).toMatchObject({ ok: false, message: "Sign in, then try again." });
});

test("an expired session leads to the sign-in page and from there back to the same step", async ({
  browser,
  company,
  owner,
  page,
}) => {
  await page.context().addCookies(await signIn(browser, company.urls.console, "Ana Ionescu"));
  const path = `/rotations/${(await phaseRun(owner, "generate")).rotation_id}/${STEP}`;
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1, name: "Generate key" })).toBeVisible();
  await owner.query(
    `UPDATE key_rotation.session SET expires_at = now() - interval '1 second'
     WHERE id = (SELECT id FROM key_rotation.session ORDER BY created_at DESC LIMIT 1)`,
  );
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signInOn(page, "Ana Ionescu");
  await expect(page).toHaveURL(path);
  await expect(page.getByRole("heading", { level: 1, name: "Generate key" })).toBeVisible();
});

test("a session in which nobody did anything for 15 minutes is over, however often the page refreshed itself", async ({
  browser,
  company,
  owner,
}) => {
  const cookies = await signIn(browser, company.urls.console, "Carmen Dobre");
  const headers = { cookie: cookieHeader(cookies) };
  const path = `/api/rotations/${(await phaseRun(owner, "generate")).rotation_id}/${STEP}`;
  const newest = "id = (SELECT id FROM key_rotation.session ORDER BY created_at DESC LIMIT 1)";
  const idle = (minutes: number) =>
    owner.query(
      `UPDATE key_rotation.session SET last_active_at = now() - make_interval(mins => ${minutes}) WHERE ${newest}`,
    );
  await idle(14);
  expect((await fetch(company.urls.console + path, { headers })).status).toBe(200);
  const { rows } = await owner.query(
    `SELECT last_active_at < now() - interval '13 minutes' AS idle FROM key_rotation.session WHERE ${newest}`,
  );
  expect(rows).toEqual([{ idle: true }]);
  await idle(16);
  expect((await fetch(company.urls.console + path, { headers })).status).toBe(401);
});

test("before a session ends for want of activity the page says so, and one press keeps it", async ({
  browser,
  company,
  owner,
  page,
}) => {
  await page.context().addCookies(await signIn(browser, company.urls.console, "Carmen Dobre"));
  const newest = "id = (SELECT id FROM key_rotation.session ORDER BY created_at DESC LIMIT 1)";
  const idle = (minutes: number) =>
    owner.query(
      `UPDATE key_rotation.session SET last_active_at = now() - make_interval(mins => ${minutes}) WHERE ${newest}`,
    );
  await idle(14);
  await page.goto("/compliance");
  const warning = page.getByRole("status").filter({ hasText: "Are you still there?" });
  await expect(warning).toContainText(/Your session ends in \d+ s/);
  await warning.getByRole("button", { name: "Stay signed in" }).press("Enter");
  await expect(warning).toHaveCount(0);
  const { rows } = await owner.query(
    `SELECT last_active_at > now() - interval '1 minute' AS active FROM key_rotation.session WHERE ${newest}`,
  );
  expect(rows).toEqual([{ active: true }]);
});

test("the keyboard alone reaches the content, and takes the step", async ({ openAs, owner }) => {
  const ana = await openAs("Ana Ionescu");
  await ana.goto(`/rotations/${(await phaseRun(owner, "generate")).rotation_id}/${STEP}`);
  const panel = phasePanel(ana, "Generate and stage the new key");
  const button = panel.getByRole("button", { name: "Generate the key", exact: true });
  await expect(button).toBeEnabled({ timeout: 60_000 });
  await ana.keyboard.press("Tab");
  await expect(ana.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await expect(ana.getByRole("link", { name: "Skip to content" })).toBeInViewport();
  await ana.keyboard.press("Enter");
  await expect(ana.getByRole("main")).toBeFocused();
  for (let presses = 0; presses < 60; presses += 1) {
    await ana.keyboard.press("Tab");
    if (await button.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(button).toBeFocused();
  await ana.keyboard.press("Enter");
  await expectStatus(panel, "Completed", 60_000);
});
