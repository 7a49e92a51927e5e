import { expectUsable } from "./support/inspect-page.ts";
import { forbiddenValues } from "./support/secrets.ts";
import { approve, beginRotation, expectStatus, keepEscrow, phasePanel, press } from "./support/steps.ts";
import { expect, test } from "./support/test.ts";

const ROTATION = /\/rotations\/\d{4}-q\d-v2/;
const ROLL_OUT = 90_000;
const READERS_FIRST = "Phase one: every task can read the new key";
let rotation = "";
const leaks: string[] = [];

test.describe.configure({ mode: "serial", timeout: 150_000 });

test.beforeAll(async ({ company, owner }) => {
  leaks.push(...(await forbiddenValues(company, owner)));
});

test("an approver confirms what was found on the platform", async ({ openAs }) => {
  const mihai = await openAs("Mihai Pop");
  await mihai.goto("/");
  await expect(mihai.getByText("Is this the platform’s state?")).toBeVisible({ timeout: 60_000 });
  await mihai.getByRole("button", { name: "Confirm the platform’s state" }).click();
  await expect(mihai.getByRole("region", { name: "Current key" })).toContainText("V1");
});

test("an engineer starts a rotation, and another person approves the start", async ({ openAs }) => {
  const [ana, mihai] = [await openAs("Ana Ionescu"), await openAs("Mihai Pop")];
  await ana.goto("/");
  await beginRotation(ana);
  rotation = ROTATION.exec(ana.url())?.[0] ?? "";
  await press(phasePanel(ana, "Tell the team"), "Send the message");
  const panel = phasePanel(ana, "Check that everything is ready");
  await panel.getByLabel("Rollback owner").fill("Elena Radu");
  await press(panel, "Request approval (A1)");
  await expectStatus(panel, "Waiting for approval");
  await approve(mihai, "A1", "Mihai Pop");
  await press(panel, "Start the rotation");
  await expectStatus(panel, "Completed");
  await ana.getByRole("link", { name: "Next Generate key" }).click();
  await expect(ana).toHaveURL(`${rotation}/steps/generate-key`);
});

test("a key is generated that nobody sees, and added to the secret as one entry", async ({ openAs }) => {
  const [ana, elena] = [await openAs("Ana Ionescu"), await openAs("Elena Radu")];
  await ana.goto(`${rotation}/steps/generate-key`);
  const generate = phasePanel(ana, "Generate and stage the new key");
  await press(generate, "Generate the key");
  await expectStatus(generate, "Completed");
  await expect(generate.getByText("encrypted and decrypted with the staged key")).toBeVisible();
  await keepEscrow(ana);
  await ana.goto(`${rotation}/steps/store-key`);
  const store = phasePanel(ana, "Make the staged secret the current one");
  await press(store, "Request approval (A2)");
  await approve(elena, "A2", "Elena Radu");
  await press(store, "Add the key to the secret");
  await expectStatus(store, "Completed");
});

test("every task learns to read the new key before any writes it; who looks on sees it happen", async ({
  company,
  openAs,
}) => {
  const ana = await openAs("Ana Ionescu");
  const mihai = await openAs("Mihai Pop");
  const carmen = await openAs("Carmen Dobre");
  const [readers, writers, watched] = [
    phasePanel(ana, READERS_FIRST),
    phasePanel(ana, "Phase two: new writes use the new key"),
    phasePanel(carmen, READERS_FIRST),
  ];
  await ana.goto(`${rotation}/steps/deploy`);
  await carmen.goto(`${rotation}/steps/deploy`);
  await expectStatus(watched, "Ready");

  // No new task becomes ready, so the deployment is under way for as long as this looks at it.
  company.aws.faults.inject({ kind: "stuck-deployment" });
  await press(readers, "Deploy");
  await expectStatus(watched, "In progress");
  const startedAt = await readers.locator("header time").first().getAttribute("datetime");
  await ana.reload();
  await expectStatus(readers, "In progress");
  await expect(readers.locator("header time").first()).toHaveAttribute("datetime", startedAt ?? "");
  await expect(readers.getByText("by Ana Ionescu")).toBeVisible();
  await expectStatus(writers, "Cannot start yet");
  company.aws.faults.clear();
  await expectStatus(watched, "Completed", ROLL_OUT);

  await press(writers, "Request approval (A2b)");
  await approve(mihai, "A2b", "Mihai Pop");
  await press(writers, "Switch writes");
  await expectStatus(writers, "Completed", ROLL_OUT);
  const actions = /^(Deploy|Switch writes|Request approval.*|Withdraw the request|Check again|Try again)$/;
  await expect(carmen.getByRole("main").getByRole("button", { name: actions })).toHaveCount(0);
});

test("every cell is re-encrypted, through a pause and a reload, and decrypts without the old key", async ({
  openAs,
}) => {
  const [ana, mihai] = [await openAs("Ana Ionescu"), await openAs("Mihai Pop")];
  await ana.goto(`${rotation}/steps/re-encrypt`);
  const job = phasePanel(ana, "Re-encrypt every cell");
  await job.getByLabel("Cells per second").fill("300");
  await press(job, "Request approval (A3)");
  await approve(mihai, "A3", "Mihai Pop");
  await press(job, "Start re-encryption");
  await press(job, "Pause");
  await expect(job.getByText("No batch and no lock is open")).toBeVisible();
  const protection = job.getByRole("region", { name: "Protection of the application" });
  await protection.getByText("Change the limits …").click();
  await protection.getByLabel("Share of the time, %").fill("75");
  await protection.getByLabel("Hold above dead rows, %").fill("60");
  await press(protection, "Set the protection");
  await expect(protection.getByText("75 % of the time")).toBeVisible();
  await expect(protection.getByText(/ %, at most 60 %$/)).toBeVisible();
  await expectUsable(ana, "a paused job with its protection");
  const standing =
    (await job
      .getByText(/^Paused · /)
      .first()
      .textContent()) ?? "";
  await ana.reload();
  await expect(job.getByText(standing).first()).toBeVisible();
  await mihai.goto(`${rotation}/steps/re-encrypt`);
  await expect(phasePanel(mihai, "Re-encrypt every cell").getByText(standing).first()).toBeVisible();
  await expect(mihai.getByRole("button", { name: "Resume" })).toHaveCount(0);
  await press(job, "Resume");
  await expectStatus(job, "Completed", ROLL_OUT);
  await ana.goto(`${rotation}/steps/verify`);
  const verification = phasePanel(ana, "Decrypt every cell without the old key");
  await press(verification, "Run verification");
  await expectStatus(verification, "Completed", ROLL_OUT);
  await expect(ana.getByText("Every row decrypts without V1.")).toBeVisible();
});

test("no cell is left on V1, and the platform lost and misread nothing meanwhile", async ({
  company,
  owner,
}) => {
  for (const [table, column] of [
    ["patient_persons", "phone_encrypted"],
    ["patient_persons", "emergency_contact_phone_encrypted"],
    ["organization_integrations", "api_key_encrypted"],
  ]) {
    const { rows } = await owner.query<{ old: string; all: string }>(
      `SELECT count(*) FILTER (WHERE get_byte(${column}, 0) = 1) AS old, count(${column}) AS all FROM ${table}`,
    );
    expect(rows[0]?.old, column).toBe("0");
    expect(Number(rows[0]?.all), column).toBeGreaterThan(50);
  }
  expect(await company.compareTraffic()).toBeGreaterThan(400);
  const { traffic, secret, tasks } = await company.status();
  expect(traffic).toMatchObject({ decryptFailures: 0, lostWrites: 0, failures: 0 });
  expect(traffic.requests).toBeGreaterThan(400);
  expect(
    tasks
      .filter((task) => task.lastStatus === "RUNNING")
      .map((task) => [task.keyVersion, task.decryptFailures]),
  ).toEqual([
    [2, 0],
    [2, 0],
    [2, 0],
  ]);
  expect(secret.otherEntries).toEqual({ count: 20, unchanged: true });
});

test("audit_log names the right platform user for every action and approval, in a chain that holds", async ({
  owner,
}) => {
  const { rows } = await owner.query<{ line: string }>(
    `SELECT concat_ws(' ', l.action, l.changes ->> 'phase', l.changes ->> 'gate', u.email) AS line
     FROM audit_log l LEFT JOIN users u ON u.id = l.user_id
     WHERE l.action ~ '^(PLATFORM_ADOPTED|KEY_ROTATION|APPROVAL|PHASE)' ORDER BY l.id`,
  );
  const [ana, mihai, elena] = ["ana.ionescu", "mihai.pop", "elena.radu"].map(
    (name) => `${name}@restartix.example`,
  );
  const performed = (phase: string) =>
    ["PHASE_STARTED", "PHASE_EFFECT_BEGUN", "PHASE_COMPLETED"].map((action) => `${action} ${phase} ${ana}`);
  const approved = (phase: string, gate: string, by?: string) => [
    `APPROVAL_REQUESTED ${phase} ${gate} ${ana}`,
    `APPROVAL_GIVEN ${phase} ${gate} ${by}`,
    ...performed(phase),
  ];
  expect(rows.map(({ line }) => line)).toEqual([
    `PLATFORM_ADOPTED ${mihai}`,
    `KEY_ROTATION_CREATED ${ana}`,
    ...performed("tell-team"),
    ...approved("prepare", "A1", mihai),
    ...performed("generate"),
    ...performed("keep-escrow"),
    ...approved("store", "A2", elena),
    ...performed("readers-first"),
    ...approved("switch-writes", "A2b", mihai),
    ...approved("run", "A3", mihai),
    ...performed("decrypt-every-cell"),
    `PHASE_EFFECT_BEGUN watch ${ana}`,
  ]);
  expect((await owner.query("SELECT * FROM key_rotation.first_broken_audit_event()")).rows).toEqual([]);
});

test("no key, plaintext or ciphertext reached a browser", async ({ company, owner, watch, openAs }) => {
  const ana = await openAs("Ana Ionescu");
  for (const path of ["/", "/audit", "/rotations", rotation, `${rotation}/steps/verify`])
    await ana.goto(path);
  const bodies = await watch.bodies();
  expect(bodies.length).toBeGreaterThan(100);
  const values = [...new Set([...leaks, ...(await forbiddenValues(company, owner))])];
  expect(values.length).toBeGreaterThan(500);
  const text = bodies.join("\n");
  // What may be seen is there: the answers were really read.
  expect(text).toContain("ENCRYPTION_KEY_V2");
  expect(text).toContain("Every row decrypts without V");
  // Compared by position, so that a failure does not print what it found.
  expect(values.flatMap((value, index) => (text.includes(value) ? [index] : []))).toEqual([]);
  expect(/\+40 7\d\d \d{3} \d{3}|sandbox_live_/.test(text)).toBe(false);
});

test("no page broke its content security policy, asked another origin or threw an error", async ({
  watch,
}) => {
  expect(watch.violations).toEqual([]);
  expect([...watch.foreignRequests]).toEqual([]);
  expect(watch.pageErrors).toEqual([]);
});
