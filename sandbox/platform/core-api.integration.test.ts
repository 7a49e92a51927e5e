import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encrypt } from "#lib/crypto/envelope.ts";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import { createTestDatabase, type TestDatabase } from "#tests/database.ts";
import { type CoreApi, startCoreApi } from "./core-api.ts";
import { type StoredReader, Traffic, UNREADABLE } from "./traffic.ts";

const keyring = parseKeyring({
  ENCRYPTION_KEY_V1: randomBytes(32).toString("hex"),
  ENCRYPTION_CURRENT_VERSION: "1",
});
const sealed = (text: string) => Buffer.from(encrypt(keyring, Buffer.from(text)));

let database: TestDatabase;
let api: CoreApi;
let logged: string[];
let base: string;

beforeAll(async () => {
  database = await createTestDatabase({ migrate: false });
  await database.pool.query("INSERT INTO organizations VALUES (1, 'Clinic')");
  logged = [];
  api = await startCoreApi({
    port: 0,
    databaseUrl: database.url,
    keyring,
    log: (line) => logged.push(line),
  });
  base = `http://127.0.0.1:${api.port}`;
});

afterAll(async () => {
  await api.close();
  await database[Symbol.asyncDispose]();
});

async function patient(id: number, phone: Buffer): Promise<string> {
  await database.pool.query(
    "INSERT INTO patient_persons VALUES ($1, 1, 'Somebody', $2, NULL, '2026-01-01T00:00:00Z')",
    [id, phone],
  );
  return `${base}/patients/${id}`;
}

const put = (url: string, value: string) => fetch(url, { method: "PUT", body: JSON.stringify({ value }) });

async function metrics(): Promise<{ decryptFailures: number }> {
  return (await (await fetch(`${base}/metrics.json`)).json()) as { decryptFailures: number };
}

describe("a task of the core API", () => {
  test("names its key version in its health answer, and is unhealthy when a stored record does not open", async () => {
    await patient(1, sealed("+40 700 000 001"));
    const healthy = await fetch(`${base}/health`);
    expect(await healthy.json()).toMatchObject({
      status: "healthy",
      checks: { encryption: { status: "healthy", message: "Encryption working with key version 1" } },
    });
    await database.pool.query("UPDATE patient_persons SET phone_encrypted = '\\x02' WHERE id = 1");
    const unhealthy = await fetch(`${base}/health`);
    expect(unhealthy.status).toBe(503);
    await database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id = 1", [
      sealed("+40 700 000 001"),
    ]);
  });

  test("stores a change encrypted under its current version and says when the record changed", async () => {
    const url = await patient(2, sealed("+40 700 000 002"));
    expect((await put(`${url}/phone`, "+40 700 999 999")).status).toBe(200);
    const read = (await (await fetch(url)).json()) as { phone: string; updatedAt: string };
    expect(read.phone).toBe("+40 700 999 999");
    expect(Date.parse(read.updatedAt)).toBeGreaterThan(Date.parse("2026-01-02"));
    const { rows } = await database.pool.query<{ phone_encrypted: Buffer }>(
      "SELECT phone_encrypted FROM patient_persons WHERE id = 2",
    );
    expect(rows[0]?.phone_encrypted.readUInt8(0)).toBe(1);
    expect(rows[0]?.phone_encrypted.includes("999")).toBe(false);
  });

  test("counts a value it cannot decrypt, answers without detail and logs ids only", async () => {
    const broken = sealed("+40 700 000 003");
    broken.writeUInt8(broken.readUInt8(20) ^ 1, 20);
    const url = await patient(3, broken);
    const before = (await metrics()).decryptFailures;
    const answer = await fetch(url);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ code: "record-unreadable" });
    expect((await metrics()).decryptFailures).toBe(before + 1);
    expect(JSON.parse(logged.at(-1) ?? "")).toMatchObject({
      level: "ERROR",
      event: "decrypt_failed",
      column: "phone_encrypted",
      id: "3",
      cause: "authentication-failed",
    });
    expect(logged.join()).not.toContain(broken.toString("hex").slice(2, 20));
  });

  test.each([
    ["PUT", "/patients/2/api-key", '{"value":"x"}', 404],
    ["PUT", "/patients/2/phone", "not json", 400],
    ["PUT", "/patients/2/phone", '{"value":""}', 400],
    ["PUT", "/patients/987654/phone", '{"value":"+40 700 000 000"}', 404],
    ["GET", "/patients/1%20OR%201=1", undefined, 404],
    ["DELETE", "/patients/2", undefined, 405],
  ])("refuses %s %s", async (method, path, body, status) => {
    const answer = await fetch(`${base}${path}`, { method, ...(body !== undefined && { body }) });
    expect(answer.status).toBe(status);
  });
});

function driver(id: number, targets = [base]): Traffic {
  return new Traffic({
    targets: () => targets,
    patientIds: [String(id)],
    integrationIds: [],
    perSecond: 0,
  });
}

function cell(id: number) {
  return { field: "phone", id: String(id) } as const;
}

/** A table in which this patient's phone is as given and nothing else is stored. */
function table(id: number, phone: string | typeof UNREADABLE): StoredReader {
  return async (field) => new Map([[String(id), field === "phone" ? phone : null]]);
}

describe("the platform's traffic", () => {
  const dead = "http://127.0.0.1:1";

  test("finds a write that something put back to the older value", async () => {
    await patient(11, sealed("+40 700 000 011"));
    const traffic = driver(11);
    await traffic.read(cell(11));
    expect(await traffic.write(cell(11))).toBe(true);
    await database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id = 11", [
      sealed("+40 700 000 011"),
    ]);
    await traffic.read(cell(11));
    expect(traffic.counters()).toMatchObject({ lostWrites: 1, failures: 0 });
  });

  test("finds the same by comparison with the table, without a read through the API", async () => {
    await patient(12, sealed("+40 700 000 012"));
    const traffic = driver(12);
    await traffic.read(cell(12));
    await traffic.write(cell(12));
    const stored = await traffic.compareWith(table(12, "+40 700 000 012"));
    expect(stored).toBeGreaterThan(0);
    expect(traffic.counters().lostWrites).toBe(1);
  });

  test("counts a planted cell that no task can decrypt", async () => {
    const traffic = driver(13);
    await patient(13, sealed("+40 700 000 013"));
    await traffic.read(cell(13));
    await database.pool.query("UPDATE patient_persons SET phone_encrypted = '\\x0123' WHERE id = 13");
    await traffic.read(cell(13));
    expect(traffic.counters()).toMatchObject({ decryptFailures: 1, failures: 1 });
    await traffic.compareWith(table(13, UNREADABLE));
    await traffic.compareWith(table(13, UNREADABLE));
    expect(traffic.counters().decryptFailures).toBe(2);
  });

  test("turns to another task when one has gone, and counts a failure only when all have", async () => {
    await patient(14, sealed("+40 700 000 014"));
    const halfDown = driver(14, [dead, base]);
    for (let turn = 0; turn < 10; turn += 1) await halfDown.read(cell(14));
    await halfDown.write(cell(14));
    expect(halfDown.counters()).toMatchObject({ requests: 11, failures: 0, lostWrites: 0 });
    const down = driver(14, [dead]);
    await down.read(cell(14));
    expect(down.counters()).toMatchObject({ requests: 1, failures: 1 });
  });
});
