import type { IncomingMessage } from "node:http";
import type { Pool } from "pg";
import { z } from "zod";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { FIELDS } from "./cells.ts";
import { checkHealth } from "./health.ts";
import { readIntegration, readPatient, UnreadableCell, writeCell } from "./records.ts";

interface Answer {
  status: number;
  body: unknown;
}

export interface Service {
  pool: Pool;
  keyring: Keyring;
  log: (line: string) => void;
  metrics: { requests: number; decryptFailures: number };
  /** How long the newest requests took, in milliseconds. */
  durations: number[];
}

const MOST_DURATIONS = 500;
const MAX_BODY = 4_096;
const change = z.strictObject({ value: z.string().min(1).max(200).nullable() });

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return undefined;
  }
}

const NOT_FOUND: Answer = { status: 404, body: { code: "not-found" } };

async function write(service: Service, path: string, request: IncomingMessage): Promise<Answer> {
  const match = /^\/(patients|integrations)\/(\d{1,18})\/(phone|emergency-contact|api-key)$/.exec(path);
  const [, record, id, name] = match ?? [];
  const field = name as keyof typeof FIELDS | undefined;
  if (!id || !field || FIELDS[field].record !== record) return NOT_FOUND;
  const body = change.safeParse(await readBody(request));
  if (!body.success) return { status: 400, body: { code: "invalid" } };
  const found = await writeCell(service.pool, service.keyring, { field, id }, body.data.value);
  return found ? { status: 200, body: { code: "stored" } } : NOT_FOUND;
}

async function read(service: Service, path: string): Promise<Answer> {
  if (path === "/health") {
    const health = await checkHealth(service.pool, service.keyring);
    return { status: health.status === "healthy" ? 200 : 503, body: health };
  }
  if (path === "/metrics.json") {
    return {
      status: 200,
      body: {
        ...service.metrics,
        p95Ms: p95Of(service.durations),
        keyVersion: service.keyring.currentVersion,
      },
    };
  }
  const [, record, id] = /^\/(patients|integrations)\/(\d{1,18})$/.exec(path) ?? [];
  if (!id) return NOT_FOUND;
  const found = await (record === "patients" ? readPatient : readIntegration)(
    service.pool,
    service.keyring,
    id,
  );
  return found ? { status: 200, body: found } : NOT_FOUND;
}

function failure(service: Service, cause: unknown): Answer {
  const entry = { level: "ERROR", time: new Date().toISOString() };
  if (cause instanceof UnreadableCell) {
    service.metrics.decryptFailures += 1;
    const { field, id } = cause.address;
    const { table, column } = FIELDS[field];
    service.log(
      JSON.stringify({ ...entry, event: "decrypt_failed", table, column, id, cause: cause.reason }),
    );
    return { status: 500, body: { code: "record-unreadable" } };
  }
  const name = cause instanceof Error ? cause.name : "unknown";
  service.log(JSON.stringify({ ...entry, event: "request_failed", cause: name }));
  return { status: 500, body: { code: "internal" } };
}

/** Answers one request. A value that cannot be decrypted is logged by its ids and answered without any detail. */
export async function answer(service: Service, request: IncomingMessage): Promise<Answer> {
  const begun = performance.now();
  const reply = await reaction(service, request);
  service.durations.push(performance.now() - begun);
  if (service.durations.length > MOST_DURATIONS) service.durations.shift();
  return reply;
}

function p95Of(durations: readonly number[]): number {
  return durations.toSorted((a, b) => a - b)[Math.floor(durations.length * 0.95)] ?? 0;
}

async function reaction(service: Service, request: IncomingMessage): Promise<Answer> {
  service.metrics.requests += 1;
  const path = request.url?.split("?")[0] ?? "/";
  try {
    if (request.method === "GET") return await read(service, path);
    if (request.method === "PUT") return await write(service, path, request);
    return { status: 405, body: { code: "method-not-allowed" } };
  } catch (cause) {
    return failure(service, cause);
  }
}
