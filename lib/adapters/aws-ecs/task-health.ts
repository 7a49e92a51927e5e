import { z } from "zod";
import type { FleetTask, TaskHealth } from "#lib/ports/fleet.ts";

const TIMEOUT_MS = 3_000;
const BODY_LIMIT = 64 * 1024;
const MESSAGE_LIMIT = 200;
const WORKING = /^Encryption working with key version ([1-9]\d{0,2})$/;

const Answer = z.object({
  checks: z.object({ encryption: z.object({ status: z.string(), message: z.string() }) }),
});

const notOk = (message: string): TaskHealth => ({ ok: false, message, keyVersion: null });

/** Asks the task itself. The answer is untrusted: bounded in time and size, never followed elsewhere. */
export async function taskHealth({ healthUrl }: FleetTask): Promise<TaskHealth> {
  if (healthUrl === null) return notOk("the task has no address that can be asked");
  try {
    const response = await fetch(healthUrl, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
    const body = await readLimited(response);
    if (body === null) return notOk("the health answer is too large");
    return judge(response.ok, body);
  } catch (error) {
    const isSlow = error instanceof Error && error.name === "TimeoutError";
    return notOk(isSlow ? "no health answer within 3 s" : "the task does not answer");
  }
}

async function readLimited({ body }: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function judge(isOk: boolean, body: string): TaskHealth {
  const answer = Answer.safeParse(parseJson(body));
  if (!answer.success) return notOk("the health answer has no checks.encryption");
  const { status, message } = answer.data.checks.encryption;
  const version = Number(WORKING.exec(message)?.[1]);
  const keyVersion = version >= 1 && version <= 255 ? version : null;
  const ok = isOk && status === "healthy" && keyVersion !== null;
  return { ok, message: printable(message), keyVersion };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One line of visible characters. */
function printable(text: string): string {
  return text.slice(0, MESSAGE_LIMIT).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, " ");
}
