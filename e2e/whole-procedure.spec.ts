import { mouse } from "./support/hand.ts";
import { begin, pass, proveWhoTheyAre, reencrypt, retire, work } from "./support/procedure.ts";
import { expectStatus, phasePanel } from "./support/steps.ts";
import { assemble } from "./support/team.ts";
import { expect, test } from "./support/test.ts";

const THIRTY_DAYS = 150_000;

test.describe.configure({ mode: "serial", timeout: 600_000 });

/** Addresses of the two rotations. */
const rotations: string[] = [];

test("two rotations in a row, V1 to V2 to V3, by clicks, from the checklist to the documents", async ({
  openAs,
}) => {
  const team = await assemble(openAs, mouse);
  const [{ page: mihai }] = team.approvers;
  await mihai.getByRole("button", { name: "Confirm the platform’s state" }).click({ timeout: 60_000 });
  await expect(mihai.getByRole("region", { name: "Current key" })).toContainText("V1");
  for (const oldVersion of [1, 2]) {
    rotations.push(await begin(team.operator));
    await reencrypt(team);
    await retire(team, oldVersion);
  }
});

test("nothing was misread or lost meanwhile, and the secret holds the newest key and its other entries as they were", async ({
  company,
}) => {
  expect(await company.compareTraffic()).toBeGreaterThan(400);
  const { traffic, secret, tasks } = await company.status();
  expect(traffic).toMatchObject({ decryptFailures: 0, lostWrites: 0, failures: 0 });
  expect(traffic.requests).toBeGreaterThan(400);
  expect(tasks.filter((task) => task.decryptFailures !== null).map((task) => task.decryptFailures)).toEqual([
    0, 0, 0,
  ]);
  expect(secret.otherEntries).toEqual({ count: 20, unchanged: true });
  const current = secret.versions.find((version) => version.labels.includes("AWSCURRENT"));
  expect(current?.entries.filter((entry) => entry.startsWith("ENCRYPTION_KEY_"))).toEqual([
    "ENCRYPTION_KEY_V3",
  ]);
});

test("the history shows both rotations, and the trail holds", async ({ openAs, owner }) => {
  const carmen = await openAs("Carmen Dobre");
  await carmen.goto("/compliance");
  const history = carmen.getByRole("region", { name: "Rotation history" });
  for (const [index, keys] of ["V1 to V2", "V2 to V3"].entries()) {
    const row = history
      .getByRole("row")
      .filter({ has: carmen.getByRole("link", { name: rotations[index]?.split("/").at(-1) ?? "" }) });
    await expect(row).toContainText(keys.replace(" to ", " →  to "));
    await expect(row).toContainText("Ana Ionescu");
  }
  const { rows } = await owner.query<{ old: string; new: string; type: string; email: string }>(
    `SELECT l.changes ->> 'old_version' AS old, l.changes ->> 'new_version' AS new, l.changes ->> 'rotation_type' AS type, u.email
     FROM audit_log l JOIN users u ON u.id = l.user_id WHERE l.action = 'KEY_ROTATION' ORDER BY l.id`,
  );
  const email = "ana.ionescu@restartix.example";
  expect(rows).toEqual([
    { old: "1", new: "2", type: "quarterly_scheduled", email },
    { old: "2", new: "3", type: "quarterly_scheduled", email },
  ]);
  expect((await owner.query("SELECT * FROM key_rotation.first_broken_audit_event()")).rows).toEqual([]);
});

test("every version of the secret that still holds a retired key is listed on its rotation's page", async ({
  company,
  openAs,
}) => {
  const carmen = await openAs("Carmen Dobre");
  for (const [index, path] of rotations.entries()) {
    const { secret } = await company.status();
    const holding = secret.versions
      .filter(({ entries }) => entries.includes(`ENCRYPTION_KEY_V${index + 1}`))
      .map(({ versionId }) => versionId);
    expect(holding.length).toBeGreaterThan(0);
    await carmen.goto(path);
    const listed = carmen.getByRole("list", { name: `Versions of the secret that hold V${index + 1}` });
    await expect(listed.getByRole("listitem")).toHaveCount(holding.length);
    for (const versionId of holding) await expect(listed).toContainText(versionId);
  }
});

test("the first key is destroyed 30 days later, after it waited for policy and backups, with a second person", async ({
  openAs,
  owner,
}) => {
  const team = await assemble(openAs, mouse);
  const { operator, approvers } = team;
  const { page } = operator;
  await page.getByRole("link", { name: "Destroy V1" }).click();
  const title = "Destroy every copy of the old key";
  const panel = phasePanel(page, title);
  await expectStatus(panel, "Ready", THIRTY_DAYS);
  for (const box of await panel.getByRole("checkbox").all()) await box.check();
  await pass(team, { title, gate: "A5", by: [approvers[1]] });
  await proveWhoTheyAre(operator, "Record the destruction");
  const phrase = panel.getByLabel("Type DESTROY V1 to confirm");
  await phrase.fill("DESTROY V2");
  await expect(panel.getByRole("button", { name: "Record the destruction" })).toBeDisabled();
  await phrase.fill("DESTROY V1");
  await work(operator, title, "Record the destruction");
  const { rows } = await owner.query(
    "SELECT state, destroyed_at >= deactivated_at AS later FROM key_rotation.key_version WHERE number = 1",
  );
  expect(rows).toEqual([{ state: "destroyed", later: true }]);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Overview" }).click();
  await expect(page.getByRole("link", { name: "Destroy V2" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Destroy V1" })).toHaveCount(0);
});
