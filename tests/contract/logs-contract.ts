import { randomUUID } from "node:crypto";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import { createLogs } from "#lib/adapters/aws-cloudwatch-logs/logs.ts";
import type { Account } from "./aws-world.ts";

const NOISE = 300;
/** More than fit on a page of the sandbox; moto and AWS turn pages at 10,000. */
const ERRORS = 230;

const line = (level: string, message: string) => JSON.stringify({ level, message });

async function newGroup(account: Account, lines: { at: number; message: string }[]) {
  const { connection } = account();
  const client = new CloudWatchLogsClient(connection);
  const names = { logGroupName: `/contract/${randomUUID()}`, logStreamName: "task/1" };
  await client.send(new CreateLogGroupCommand({ logGroupName: names.logGroupName }));
  await client.send(new CreateLogStreamCommand(names));
  const logEvents = lines.map(({ at, message }) => ({ timestamp: at, message }));
  if (logEvents.length > 0) await client.send(new PutLogEventsCommand({ ...names, logEvents }));
  return createLogs({ ...connection, logGroup: names.logGroupName });
}

/** What Keyturn relies on in CloudWatch Logs. moto lets every line through a filter of `?terms`; what is counted is the same. */
export function logsContract(account: Account): void {
  test("errors are counted over all pages, from the instant that is asked for", async () => {
    const now = Date.now();
    const noise = Array.from({ length: NOISE }, (_, n) => ({
      at: now - 60_000 + n,
      message: line("INFO", "Encryption working with key version 1"),
    }));
    const errors = Array.from({ length: ERRORS }, (_, n) => ({
      at: now - 30_000 + n,
      message: line("ERROR", `decrypt failed for row ${n}`),
    }));
    const old = { at: now - 3_600_000, message: line("ERROR", "long ago") };
    const logs = await newGroup(account, [old, ...noise, ...errors]);
    const found = await logs.findErrors(new Date(now - 120_000));
    expect(found.matches).toBe(ERRORS);
    expect(found.newestEventAt?.getTime()).toBe(now - 30_000 + ERRORS - 1);
    expect(found.samples[0]).toBe(`level=ERROR message=decrypt failed for row ${ERRORS - 1}`);
    expect((await logs.findErrors(new Date(now - 7_200_000))).matches).toBe(ERRORS + 1);
  });

  test("the newest event of any kind tells that the source lives, and a quiet group has none", async () => {
    const at = Date.now() - 20 * 60_000;
    const logs = await newGroup(account, [{ at, message: "started" }]);
    expect((await logs.newestEvent())?.getTime()).toBe(at);
    expect(await (await newGroup(account, [])).newestEvent()).toBeNull();
  });

  test("a group that does not exist is not found, and the setting is named", async () => {
    const logs = createLogs({ ...account().connection, logGroup: `/none/${randomUUID()}` });
    await expect(logs.findErrors(new Date(0))).rejects.toMatchObject({ code: "not-found" });
    await expect(logs.newestEvent()).rejects.toThrow("LOG_GROUP");
  });
}
