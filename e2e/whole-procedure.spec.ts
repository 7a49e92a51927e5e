import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import {
  approve,
  beginRotation,
  expectStatus,
  keepEscrow,
  phasePanel,
  press,
  signInAgain,
} from "./support/steps.ts";
import { expect, test } from "./support/test.ts";

const ROLL_OUT = 120_000;

test.describe.configure({ mode: "serial", timeout: 300_000 });
test.use({ companyName: "whole", timeCompression: 20_000 });

interface People {
  ana: Page;
  mihai: Page;
  elena: Page;
}

async function work(page: Page, title: string, button: string): Promise<void> {
  const panel = phasePanel(page, title);
  await press(panel, button);
  await expectStatus(panel, "Completed", ROLL_OUT);
}

async function gated(people: People, title: string, gate: string, button: string): Promise<void> {
  const panel = phasePanel(people.ana, title);
  await press(panel, `Request approval (${gate})`);
  await approve(people.mihai, gate, "Mihai Pop");
  await work(people.ana, title, button);
}

/** From the checklist to the verification. */
async function reencrypt(people: People): Promise<string> {
  const { ana } = people;
  await beginRotation(ana);
  const path = new URL(ana.url()).pathname.replace(/\/checklist$/, "");
  await work(ana, "Tell the team", "Post the message");
  await phasePanel(ana, "Check that everything is ready").getByLabel("Rollback owner").fill("Elena Radu");
  await gated(people, "Check that everything is ready", "A1", "Start the rotation");
  await ana.goto(`${path}/steps/generate-key`);
  await work(ana, "Generate and stage the new key", "Generate the key");
  expect(readFileSync(await keepEscrow(ana), "utf8")).toContain("BEGIN AGE ENCRYPTED FILE");
  await ana.goto(`${path}/steps/store-key`);
  await gated(people, "Make the staged secret the current one", "A2", "Add the key to the secret");
  await ana.goto(`${path}/steps/deploy`);
  await work(ana, "Phase one: every task can read the new key", "Deploy");
  await gated(people, "Phase two: new writes use the new key", "A2b", "Switch writes");
  await ana.goto(`${path}/steps/re-encrypt`);
  await gated(people, "Re-encrypt every cell", "A3", "Start re-encryption");
  await ana.goto(`${path}/steps/verify`);
  await work(ana, "Decrypt every cell without the old key", "Run verification");
  return path;
}

/** From the end of the safety period to the documents. */
async function retire(people: People, path: string, oldVersion: number): Promise<void> {
  const { ana, mihai, elena } = people;
  await ana.goto(`${path}/steps/safety-period`);
  await expectStatus(phasePanel(ana, "Watch the platform until the period is over"), "Completed", ROLL_OUT);
  await ana.goto(`${path}/steps/retire-old-key`);
  const panel = phasePanel(ana, "Take the old key out of use");
  await press(panel, "Request approval (A4)");
  for (const [page, name] of [
    [mihai, "Mihai Pop"],
    [elena, "Elena Radu"],
  ] as const) {
    await approve(page, "A4", name, () => signInAgain(page, name, "Approve"));
  }
  await signInAgain(ana, "Ana Ionescu", "Retire the old key");
  await panel.locator("input[name=confirmation]").fill(`RETIRE V${oldVersion}`);
  await work(ana, "Take the old key out of use", "Retire the old key");
  await ana.goto(`${path}/steps/audit-entry`);
  await work(ana, "Record the rotation", "Record KEY_ROTATION");
  await ana.goto(`${path}/steps/documentation`);
  await work(ana, "Close the GitHub issue", "Close the issue");
  await work(ana, "Tell the team", "Post the message");
  const documents = phasePanel(ana, "Update the documents");
  await documents.getByRole("checkbox").check();
  await documents.getByLabel("HIPAA checklist").fill("https://docs.restartix.example/hipaa");
  await work(ana, "Update the documents", "Record the documents");
}

test("two rotations in a row, V1 to V2 to V3, from the checklist to the documents", async ({
  company,
  openAs,
}) => {
  const people = {
    ana: await openAs("Ana Ionescu"),
    mihai: await openAs("Mihai Pop"),
    elena: await openAs("Elena Radu"),
  };
  await people.mihai.goto("/");
  const confirm = people.mihai.getByRole("button", { name: "Confirm the platform’s state" });
  await expect(confirm).toBeVisible({ timeout: 60_000 });
  await confirm.click();
  await expect(people.mihai.getByRole("region", { name: "Current key" })).toContainText("V1");
  await retire(people, await reencrypt(people), 1);
  await retire(people, await reencrypt(people), 2);
  expect(await company.compareTraffic()).toBeGreaterThan(400);
  const { traffic, secret } = await company.status();
  expect(traffic).toMatchObject({ decryptFailures: 0, lostWrites: 0, failures: 0 });
  expect(secret.otherEntries).toEqual({ count: 20, unchanged: true });
  const current = secret.versions.find((version) => version.labels.includes("AWSCURRENT"));
  expect(current?.entries.filter((entry) => entry.startsWith("ENCRYPTION_KEY_"))).toEqual([
    "ENCRYPTION_KEY_V3",
  ]);
});

test("the history shows both rotations, and the trail holds", async ({ openAs, owner }) => {
  const carmen = await openAs("Carmen Dobre");
  await carmen.goto("/compliance");
  for (const version of ["v2", "v3"]) {
    await expect(carmen.getByRole("link", { name: new RegExp(`-${version}$`) }).first()).toBeVisible();
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
