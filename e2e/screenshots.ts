import type { Page } from "@playwright/test";
import type { Pool } from "pg";
import { Album } from "./support/album.ts";
import { findSamples } from "./support/find-samples.ts";
import { mouse } from "./support/hand.ts";
import { listPages, type Samples } from "./support/page-list.ts";
import { begin, goOn, pass, proveWhoTheyAre, type Team, work } from "./support/procedure.ts";
import { expectStatus, phasePanel, press } from "./support/steps.ts";
import { assemble } from "./support/team.ts";
import { expect, test } from "./support/test.ts";

const SETTLED = 120_000;
const UNREADABLE = Buffer.concat([Buffer.of(1), Buffer.alloc(40, 0x5a)]);

const album = new Album();

test.describe.configure({ mode: "serial", timeout: 600_000 });

let path = "";

test("before the first rotation", async ({ openAs, page }) => {
  await page.goto("/login");
  await album.take(page, "login");
  await page.goto("/login?error=AccessDenied");
  await album.take(page, "login-refused");
  const mihai = await openAs("Mihai Pop");
  await mihai.goto("/");
  const confirm = mihai.getByRole("button", { name: "Confirm the platform’s state" });
  await confirm.waitFor({ timeout: 60_000 });
  await album.take(mihai, "overview-first-start");
  await confirm.click();
  await mihai.getByRole("region", { name: "Current key" }).waitFor();
  for (const [address, name] of [
    ["/rotations", "rotations-empty"],
    ["/approvals", "approvals-empty"],
    ["/audit?action=NONE", "audit-empty"],
    ["/nowhere", "not-found"],
  ] as const) {
    await mihai.goto(address);
    await album.take(mihai, name);
  }
});

/** A cell that no key opens, as the platform could have one. */
async function plantLostCell(owner: Pool): Promise<void> {
  await owner.query(
    "INSERT INTO patient_persons (id, name, phone_encrypted) SELECT max(id) + 1, 'Lost cell', $1 FROM patient_persons",
    [UNREADABLE],
  );
}

async function openChecklist({ operator: { page } }: Team): Promise<void> {
  await page.goto("/rotations/new");
  await page.getByRole("button", { name: /^Start rotation to V/ }).waitFor();
  await album.take(page, "rotations-new");
  await page.goto("/");
}

async function pictureChecklist(team: Team): Promise<void> {
  const { page } = team.operator;
  const title = "Check that everything is ready";
  const panel = phasePanel(page, title);
  await work(team.operator, "Tell the team", "Send the message");
  await panel.getByLabel("Rollback owner").fill("Elena Radu");
  await expect(panel.getByRole("button", { name: "Request approval (A1)" })).toBeEnabled({ timeout: 60_000 });
  await album.take(page, "rotation-checklist");
  await page.goto(`${path}/quarantine`);
  await album.take(page, "rotation-quarantine-empty");
  await page.goto(`${path}/checklist`);
  await panel.getByLabel("Rollback owner").fill("Elena Radu");
  await pass(team, { title, gate: "A1", by: [team.approvers[0]] });
  await work(team.operator, title, "Start the rotation");
}

async function pictureKey(team: Team): Promise<void> {
  const { operator, approvers } = team;
  const { page } = operator;
  await goOn(operator, "Generate key");
  await work(operator, "Generate and stage the new key", "Generate the key");
  await album.take(page, "rotation-step-01-generate-key");
  await phasePanel(page, "Put the sealed copy into the password manager").getByRole("checkbox").check();
  await work(operator, "Put the sealed copy into the password manager", "Confirm the escrow copy");
  await goOn(operator, "Store key");
  const store = "Make the staged secret the current one";
  await press(phasePanel(page, store), "Request approval (A2)");
  await expectStatus(phasePanel(page, store), "Waiting for approval");
  await album.take(page, "rotation-step-02-store-key-waiting");
  const { page: approver } = approvers[0];
  await approver.goto("/approvals");
  await album.take(approver, "approvals");
  await approver.getByRole("link", { name: "A2 ·" }).click();
  await approver.getByRole("button", { name: "Approve", exact: true }).waitFor();
  await album.take(approver, "approval");
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await work(operator, store, "Add the key to the secret");
  await album.take(page, "rotation-step-02-store-key");
}

async function pictureDeployment(
  team: Team,
  faults: { hold: () => void; release: () => void },
): Promise<void> {
  const { operator, approvers } = team;
  const { page } = operator;
  await goOn(operator, "Deploy");
  const [readers, writers] = [
    "Phase one: every task can read the new key",
    "Phase two: new writes use the new key",
  ] as const;
  faults.hold();
  await press(phasePanel(page, readers), "Deploy");
  await expectStatus(phasePanel(page, readers), "In progress");
  await album.take(page, "rotation-step-03-deploy-in-progress");
  await page.goto("/");
  await album.take(page, "overview");
  faults.release();
  await page.goto(`${path}/steps/deploy`);
  await expectStatus(phasePanel(page, readers), "Completed", SETTLED);
  await pass(team, { title: writers, gate: "A2b", by: [approvers[0]] });
  await work(operator, writers, "Switch writes");
  await album.take(page, "rotation-step-03-deploy");
}

async function pictureReencryption(team: Team, owner: Pool): Promise<void> {
  const { operator, approvers } = team;
  const { page } = operator;
  await plantLostCell(owner);
  await goOn(operator, "Re-encrypt");
  const job = "Re-encrypt every cell";
  await phasePanel(page, job).getByLabel("Cells per second").fill("400");
  await pass(team, { title: job, gate: "A3", by: [approvers[0]] });
  await press(phasePanel(page, job), "Start re-encryption");
  await press(phasePanel(page, job), "Pause");
  await phasePanel(page, job).getByText("No batch and no lock is open").waitFor();
  await phasePanel(page, job).getByText("Change the limits …").click();
  await phasePanel(page, job).getByLabel("Hold above dead rows, %").fill("60");
  await press(phasePanel(page, job), "Set the protection");
  await phasePanel(page, job)
    .getByText(/ %, at most 60 %$/)
    .waitFor();
  await album.take(page, "rotation-step-04-re-encrypt-paused");
  await press(phasePanel(page, job), "Resume");
  await expectStatus(phasePanel(page, job), "There is a problem", SETTLED);
  await album.take(page, "rotation-step-04-re-encrypt-quarantined");
  await page.goto(`${path}/quarantine`);
  await page.getByText("Propose a waiver").first().waitFor();
  await album.take(page, "rotation-quarantine");
  // The platform repairs its record, and the step is tried again.
  await owner.query("DELETE FROM patient_persons WHERE name = 'Lost cell'");
  await page.goto(`${path}/steps/re-encrypt`);
  await press(phasePanel(page, job), "Try again");
  await expectStatus(phasePanel(page, job), "Completed", SETTLED);
  await album.take(page, "rotation-step-04-re-encrypt");
  await goOn(operator, "Verify");
  await work(operator, "Decrypt every cell without the old key", "Run verification");
  await album.take(page, "rotation-step-05-verify");
}

test("the checklist and steps 1 to 5", async ({ openAs, company, owner }) => {
  const team = await assemble(openAs, mouse);
  await openChecklist(team);
  path = await begin(team.operator);
  await pictureChecklist(team);
  await pictureKey(team);
  await pictureDeployment(team, {
    hold: () => company.aws.faults.inject({ kind: "stuck-deployment" }),
    release: () => company.aws.faults.clear(),
  });
  await pictureReencryption(team, owner);
});

async function pictureIssue(team: Team): Promise<void> {
  const { operator, approvers } = team;
  const { page } = operator;
  await page.getByLabel("What did you see?").fill("Reception sees two empty telephone numbers since 09:00.");
  await page.getByRole("button", { name: "Report an issue" }).click();
  await page.getByLabel("What was found").fill("Both patients have given no number; nothing was lost.");
  await album.take(page, "rotation-step-06-safety-period-issue");
  await page.getByRole("button", { name: "Propose to close" }).click();
  const { page: approver } = approvers[0];
  await approver.goto(`${path}/steps/safety-period`);
  await approver.getByRole("button", { name: "Close the issue" }).click();
}

async function pictureRetirement(team: Team): Promise<void> {
  const { operator, approvers } = team;
  const { page } = operator;
  await goOn(operator, "Safety period");
  const watch = phasePanel(page, "Watch the platform until the period is over");
  await expect(watch.getByText("Passes").first()).toBeVisible();
  await pictureIssue(team);
  await expectStatus(watch, "Completed", SETTLED);
  await album.take(page, "rotation-step-06-safety-period");
  await goOn(operator, "Retire old key");
  const title = "Take the old key out of use";
  await pass(team, { title, gate: "A4", by: approvers });
  await proveWhoTheyAre(operator, "Retire the old key");
  await page.getByLabel("Type RETIRE V1 to confirm").fill("RETIRE V1");
  await album.take(page, "rotation-step-07-retire-old-key-waiting");
  await work(operator, title, "Retire the old key");
  await album.take(page, "rotation-step-07-retire-old-key");
  await goOn(operator, "Audit entry");
  await work(operator, "Record the rotation", "Record KEY_ROTATION");
  await album.take(page, "rotation-step-08-audit-entry");
  await goOn(operator, "Documentation");
  await work(operator, "Close the GitHub issue", "Close the issue");
  await work(operator, "Tell the team", "Send the message");
  const documents = phasePanel(page, "Update the documents");
  await documents.getByRole("checkbox").check();
  await documents.getByLabel("HIPAA checklist").fill("https://docs.restartix.example/hipaa");
  await work(operator, "Update the documents", "Record the documents");
  await album.take(page, "rotation-step-09-documentation");
  await goOn(operator, "Destroy old key");
  await expect(
    phasePanel(page, "Destroy every copy of the old key").getByText("Passes").first(),
  ).toBeVisible();
  await album.take(page, "rotation-step-10-destroy-old-key");
}

test("steps 6 to 10", async ({ openAs }) => {
  const team = await assemble(openAs, mouse);
  await team.operator.page.goto(`${path}/steps/verify`);
  await pictureRetirement(team);
});

async function pictureRest(page: Page, samples: Samples): Promise<void> {
  for (const { name, path: address } of listPages().filter((it) => !album.has(it.name))) {
    await page.goto(address(samples));
    await page.getByRole("heading", { level: 1 }).waitFor();
    await album.take(page, name);
  }
}

test("every other page, and the states that any of them can be in", async ({ openAs, owner }) => {
  const mihai = await openAs("Mihai Pop");
  await pictureRest(mihai, await findSamples(owner));
  const carmen = await openAs("Carmen Dobre");
  await carmen.goto("/");
  await album.take(carmen, "overview-read-only");
  await mihai.setViewportSize({ width: 390, height: 844 });
  await mihai.goto("/");
  await mihai.getByRole("button", { name: "Open navigation" }).click();
  await album.take(mihai, "navigation");
  await owner.query("REVOKE SELECT ON key_rotation.audit_chain FROM keyturn_web");
  await carmen.goto("/audit");
  await carmen.getByText("This page could not be shown").waitFor();
  await album.take(carmen, "error");
  await owner.query("GRANT SELECT ON key_rotation.audit_chain TO keyturn_web");
  expect(album.missing()).toEqual([]);
  album.close();
});
