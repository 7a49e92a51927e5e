import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import type { Hand } from "./hand.ts";
import type { PersonName } from "./sign-in.ts";
import { expectStatus, phasePanel } from "./steps.ts";

const SETTLED = 120_000;

/** Somebody at a browser of their own. */
export interface Person {
  name: PersonName;
  page: Page;
  hand: Hand;
}

export interface Team {
  operator: Person;
  /** The first approves every gate; both approve the retirement. */
  approvers: [Person, Person];
}

/** Presses the button of a phase and waits until its work has been done. */
export async function work({ page, hand }: Person, title: string, button: string): Promise<void> {
  const panel = phasePanel(page, title);
  await hand.press(panel.getByRole("button", { name: button, exact: true }));
  await expectStatus(panel, "Completed", SETTLED);
}

/** On to the next step by the link at the page's end; the new page's heading has the focus. */
export async function goOn({ page, hand }: Person, title: string): Promise<void> {
  await hand.press(page.getByRole("link", { name: `Next ${title}` }));
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeFocused();
}

/** Proves to the sign-in service who this is; who did so in the last five minutes is not asked. */
export async function proveWhoTheyAre({ page, hand, name }: Person, instead: string): Promise<void> {
  const again = page.getByRole("button", { name: "Sign in again" });
  await expect(again.or(page.getByRole("button", { name: instead, exact: true })).first()).toBeVisible();
  if ((await again.count()) === 0) return;
  await hand.press(again);
  await page.waitForURL(/\/interaction\//);
  await hand.press(page.getByRole("button", { name }));
  await page.waitForURL(/\/(approvals|rotations)\//);
}

/** By way of the navigation to the queue, from there to the open request at this gate, and there the decision. */
export async function approve(person: Person, gate: string): Promise<void> {
  const { page, hand, name } = person;
  const main = page.getByRole("navigation", { name: "Main" });
  await hand.press(main.getByRole("link", { name: /^Approvals/ }));
  const open = page
    .getByRole("row")
    .filter({ hasText: `${gate} ·` })
    .filter({ hasText: "Waiting for approval" });
  await hand.press(open.getByRole("link"));
  await proveWhoTheyAre(person, "Approve");
  await hand.press(page.getByRole("button", { name: "Approve", exact: true }));
  await expect(page.getByText(`Approved by ${name}`)).toBeVisible();
}

/** The operator asks for approval, and everybody whose word is needed gives it. */
export async function pass(
  { operator: { page, hand } }: Team,
  { title, gate, by }: { title: string; gate: string; by: Person[] },
): Promise<void> {
  const panel = phasePanel(page, title);
  await hand.press(panel.getByRole("button", { name: `Request approval (${gate})` }));
  await expectStatus(panel, "Waiting for approval");
  for (const approver of by) await approve(approver, gate);
}

async function gated(team: Team, title: string, gate: string, button: string): Promise<void> {
  await pass(team, { title, gate, by: [team.approvers[0]] });
  await work(team.operator, title, button);
}

/** From the overview to the checklist of a new rotation; returns the rotation's address. */
export async function begin({ page, hand }: Person): Promise<string> {
  const main = page.getByRole("navigation", { name: "Main" });
  await hand.press(main.getByRole("link", { name: "Overview" }));
  await hand.press(page.getByRole("link", { name: /^Start rotation to V/ }));
  await hand.press(page.getByRole("button", { name: /^Start rotation to V/ }));
  await page.waitForURL(/\/checklist$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  return new URL(page.url()).pathname.replace(/\/checklist$/, "");
}

/** Downloads the sealed copy and attests that it is in the password manager. */
async function keepEscrow(operator: Person): Promise<void> {
  const { page, hand } = operator;
  const panel = phasePanel(page, "Put the sealed copy into the password manager");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    hand.press(panel.getByRole("button", { name: "Download the sealed file" })),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toContain("BEGIN AGE ENCRYPTED FILE");
  await hand.tick(panel.getByRole("checkbox"));
  await work(operator, "Put the sealed copy into the password manager", "Confirm the escrow copy");
}

/** Checklist and steps 1 to 5. */
export async function reencrypt(team: Team): Promise<void> {
  const { operator } = team;
  const checklist = "Check that everything is ready";
  await work(operator, "Tell the team", "Send the message");
  const owner = phasePanel(operator.page, checklist).getByLabel("Rollback owner");
  await operator.hand.type(owner, "Elena Radu");
  await gated(team, checklist, "A1", "Start the rotation");
  await goOn(operator, "Generate key");
  await work(operator, "Generate and stage the new key", "Generate the key");
  await keepEscrow(operator);
  await goOn(operator, "Store key");
  await gated(team, "Make the staged secret the current one", "A2", "Add the key to the secret");
  await goOn(operator, "Deploy");
  await work(operator, "Phase one: every task can read the new key", "Deploy");
  await gated(team, "Phase two: new writes use the new key", "A2b", "Switch writes");
  await goOn(operator, "Re-encrypt");
  await gated(team, "Re-encrypt every cell", "A3", "Start re-encryption");
  await goOn(operator, "Verify");
  await work(operator, "Decrypt every cell without the old key", "Run verification");
}

/** Steps 6 to 9. */
export async function retire(team: Team, oldVersion: number): Promise<void> {
  const { operator, approvers } = team;
  const { page, hand } = operator;
  await goOn(operator, "Safety period");
  await expectStatus(phasePanel(page, "Watch the platform until the period is over"), "Completed", SETTLED);
  await goOn(operator, "Retire old key");
  const title = "Take the old key out of use";
  await pass(team, { title, gate: "A4", by: approvers });
  await proveWhoTheyAre(operator, "Retire the old key");
  await hand.type(
    phasePanel(page, title).getByLabel(`Type RETIRE V${oldVersion} to confirm`),
    `RETIRE V${oldVersion}`,
  );
  await work(operator, title, "Retire the old key");
  await goOn(operator, "Audit entry");
  await work(operator, "Record the rotation", "Record KEY_ROTATION");
  await goOn(operator, "Documentation");
  await work(operator, "Close the GitHub issue", "Close the issue");
  await work(operator, "Tell the team", "Send the message");
  const documents = phasePanel(page, "Update the documents");
  await hand.tick(documents.getByRole("checkbox"));
  await hand.type(documents.getByLabel("HIPAA checklist"), "https://docs.restartix.example/hipaa");
  await work(operator, "Update the documents", "Record the documents");
}
