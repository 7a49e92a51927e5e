import ICAL from "ical.js";
import { expectAccessible, openPage } from "./support/inspect-page.ts";
import { expect, test } from "./support/test.ts";

test.describe.configure({ mode: "serial" });

test("an adopted platform has its next eight rotations by both clocks, and reminders that are still to come", async ({
  openAs,
}) => {
  const page = await openAs("Mihai Pop");
  await openPage(page, "/schedule");
  await expect(page.getByRole("main").getByText("No date yet")).toBeVisible();
  await openPage(page, "/");
  await page.getByRole("button", { name: "Confirm the platform’s state" }).click();
  await page.getByRole("region", { name: "Current key" }).waitFor();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Schedule" }).click();
  const eight = page.getByRole("region", { name: "The next eight rotations" });
  await expect(eight.getByRole("row")).toHaveCount(9);
  await expect(eight.getByRole("rowheader").first()).toHaveText(/^Q[1-4] \d{4}/);
  const reminders = page.getByRole("region", { name: "Reminders of the next rotation" });
  await expect(reminders.getByRole("row", { name: "7 days before" })).toContainText("Slack, #security");
  await expectAccessible(page, "/schedule");
});

test("the officer subscribes to the calendar: the address is shown once, opens without a login, and ends when revoked", async ({
  openAs,
  playwright,
}) => {
  const page = await openAs("Carmen Dobre");
  await openPage(page, "/schedule");
  await page.getByRole("button", { name: "Create a calendar address" }).click();
  const address = (await page.getByText("/api/calendar/").textContent()) ?? "";
  expect(address).toMatch(/\/api\/calendar\/[\w-]{43}\.ics$/);
  await expectAccessible(page, "/schedule with a new address");
  await page.reload();
  await expect(page.getByText("You have a calendar address")).toBeVisible();
  expect(await page.content()).not.toContain(address);

  const stranger = await playwright.request.newContext();
  const answer = await stranger.get(address);
  expect([answer.status(), answer.headers()["content-type"], answer.headers()["cache-control"]]).toEqual([
    200,
    "text/calendar; charset=utf-8",
    "private, max-age=300",
  ]);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()) as unknown[]);
  expect(calendar.getAllSubcomponents("vevent").length).toBeGreaterThan(20);
  const etag = answer.headers()["etag"] ?? "";
  expect((await stranger.get(address, { headers: { "If-None-Match": etag } })).status()).toBe(304);

  await page.getByRole("button", { name: "Revoke the address" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke the address" }).click();
  await expect(page.getByText("You have no calendar address.")).toBeVisible();
  for (const dead of [address, address.replace(/[^/]+\.ics$/, "nobody.ics")]) {
    const nothing = await stranger.get(dead, { maxRedirects: 0 });
    expect([nothing.status(), await nothing.text(), nothing.headers()["cache-control"]]).toEqual([
      404,
      "",
      "no-store",
    ]);
  }
  await stranger.dispose();
});
