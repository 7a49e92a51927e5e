import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { Pool } from "pg";
import { findSamples } from "./support/find-samples.ts";
import { expectAccessible, expectNoSidewaysScroll, openPage } from "./support/inspect-page.ts";
import { listPages } from "./support/page-list.ts";
import { expect, test } from "./support/test.ts";

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** They ask for other rows or for a file of what is shown, and change nothing; or concern nothing but the viewer's own calendar. */
const READS_ONLY =
  '[method="get"], [action^="/api/"][action$="/export"], [action="/api/compliance/history"], #own-calendar form';
const NARROW = { width: 320, height: 800 };

/** Every page of the console, where a rotation has gone as far as it can. */
async function pages(owner: Pool): Promise<string[]> {
  const samples = await findSamples(owner);
  const listed = listPages().map(({ path }) => path(samples));
  return [...listed.filter((path) => path !== "/login"), "/nowhere"];
}

async function setTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate((value) => {
    document.documentElement.dataset["theme"] = value;
  }, theme);
}

async function expectAccessibleEverywhere(page: Page, path: string): Promise<void> {
  await page.setViewportSize(WIDE);
  for (const theme of ["light", "dark"] as const) {
    await setTheme(page, theme);
    await expectAccessible(page, `${path} ${theme}`);
  }
  await page.setViewportSize(PHONE);
  await expectAccessible(page, `${path} on a phone`);
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page, `${path} at 320 px`);
}

test("every page is accessible in both themes and on a phone, and never scrolls sideways", async ({
  openAs,
  owner,
}) => {
  test.setTimeout(600_000);
  const page = await openAs("Mihai Pop");
  for (const path of await pages(owner)) {
    await openPage(page, path);
    await expectAccessibleEverywhere(page, path);
  }
});

test("so are the sign-in page and its refusal", async ({ page }) => {
  for (const path of ["/login", "/login?error=AccessDenied"]) {
    await openPage(page, path);
    await expectAccessibleEverywhere(page, path);
  }
});

test("so are the open menus", async ({ openAs }) => {
  const page = await openAs("Mihai Pop");
  await openPage(page, "/");
  await page.getByRole("button", { name: "Account: Mihai Pop" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await expectAccessible(page, "account menu");
  await page.keyboard.press("Escape");
  await page.setViewportSize(PHONE);
  await page.getByRole("button", { name: "Open navigation" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, "navigation");
});

test("a chosen theme is there at the first paint of the next page", async ({ openAs }) => {
  const page = await openAs("Mihai Pop");
  await openPage(page, "/");
  await page.getByRole("button", { name: "Dark theme" }).click();
  const html = await (await page.request.get("/audit")).text();
  expect(html).toContain('data-theme="dark"');
});

test("the compliance officer sees the whole rotation and nothing to press in it", async ({
  openAs,
  owner,
}) => {
  const page = await openAs("Carmen Dobre");
  const paths = await pages(owner);
  for (const path of paths) {
    await openPage(page, path);
    const acting = page.getByRole("main").locator(`form:not(:is(${READS_ONLY}))`);
    await expect.soft(acting, path).toHaveCount(0);
  }
  await page.goto(paths.find((path) => path.endsWith("/verify")) ?? "");
  await expect(page.getByText("Every row decrypts without V1.")).toBeVisible();
});

test("a table is filtered by its address and exports exactly what it shows, on record", async ({
  openAs,
  owner,
}) => {
  const page = await openAs("Carmen Dobre");
  await openPage(page, "/audit?action=APPROVAL_GIVEN&sort=oldest");
  const rows = page.getByRole("region", { name: "Audit events" }).getByRole("row");
  const shown = await rows.getByRole("rowheader").allTextContents();
  expect(shown.length).toBeGreaterThan(2);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV" }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(lines.slice(1).map((line) => `Event ${line.split(",")[0]}`)).toEqual(shown);
  expect(lines.slice(1).every((line) => line.includes(",APPROVAL_GIVEN,"))).toBe(true);
  await page.getByRole("link", { name: "No." }).click();
  await expect(page).toHaveURL("/audit?action=APPROVAL_GIVEN&sort=newest");
  await expect(rows.getByRole("rowheader").first()).toHaveText(shown.at(-1) ?? "");
  const { rows: recorded } = await owner.query(
    `SELECT changes ->> 'query' AS query FROM audit_log WHERE action = 'COMPLIANCE_EXPORTED' AND changes ->> 'what' = 'audit'`,
  );
  expect(recorded).toEqual([{ query: "action=APPROVAL_GIVEN&sort=oldest&format=csv" }]);
});

test("every answer carries the security headers, and every page a policy of its own", async ({
  company,
  openAs,
}) => {
  const page = await openAs("Mihai Pop");
  await openPage(page, "/");
  const script = await page.locator("script[src]").first().getAttribute("src");
  const addresses = [
    "/",
    "/login",
    "/nowhere",
    "/audit",
    "/api/health",
    "/api/events",
    "/favicon.svg",
    script ?? "",
  ];
  for (const path of addresses) {
    const response = await fetch(new URL(path, company.urls.console), { redirect: "manual" });
    await response.body?.cancel();
    expect.soft(Object.fromEntries(response.headers), path).toMatchObject({
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
    expect.soft(response.headers.has("x-powered-by"), path).toBe(false);
  }
  const policies = await Promise.all(
    [1, 2].map(
      async () => (await fetch(`${company.urls.console}/login`)).headers.get("content-security-policy") ?? "",
    ),
  );
  const [first = "", second = ""] = policies;
  expect(first).toMatch(/script-src 'self' 'nonce-[0-9a-f]{32}' 'strict-dynamic';/);
  expect(first).toContain("frame-ancestors 'none'");
  expect(first).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
  expect(first).not.toBe(second);
});

test("no page broke its content security policy, asked another origin or threw an error", async ({
  openAs,
  watch,
}) => {
  expect(watch.violations).toEqual([]);
  expect([...watch.foreignRequests]).toEqual([]);
  expect(watch.pageErrors).toEqual([]);
  // And this would have been seen.
  const page = await openAs("Mihai Pop");
  await openPage(page, "/");
  await page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = "body { color: red }";
    document.head.append(style);
  });
  await expect.poll(() => watch.violations).toEqual(["style-src-elem inline on /"]);
});
