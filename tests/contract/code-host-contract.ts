import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { CodeHost } from "#lib/ports/code-host.ts";

const issue = (title: string, token = randomUUID()) => ({
  title,
  body: "- [ ] Verify backups are current",
  labels: ["security", "compliance"],
  token,
  since: new Date(Date.now() - 60_000),
});
const soon = () => ({ openedBefore: new Date(Date.now() + 60_000) });

/** What a code host has to do, whoever wrote the one that answers. `open` gives one with a repository of its own. */
export function codeHostContract(name: string, open: () => CodeHost): void {
  describe(`issues on ${name}`, () => {
    test("are opened once per token, found while open, and closed with one comment", async () => {
      const host = open();
      const wanted = issue("Q1 2026");
      const opened = await host.openRotationIssue(wanted);
      expect(opened).toMatchObject({ open: true, title: "Q1 2026" });
      expect(await host.openRotationIssue(wanted)).toEqual(opened);
      expect(await host.findRotationIssue(soon())).toEqual(opened);
      const close = { number: opened.number, summary: "Rotated to V2.", token: randomUUID() };
      expect(await host.closeIssue(close)).toEqual({ ...opened, open: false });
      expect(await host.closeIssue(close)).toEqual({ ...opened, open: false });
      expect(await host.findRotationIssue(soon())).toBeNull();
    });

    test("are found newest first, and none that was opened later", async () => {
      const host = open();
      const older = await host.openRotationIssue(issue("Q2 2026"));
      const newer = await host.openRotationIssue(issue("Q3 2026"));
      expect(await host.findRotationIssue(soon())).toEqual(newer);
      const longAgo = { openedBefore: new Date(Date.now() - 7 * 86_400_000) };
      expect(await host.findRotationIssue(longAgo)).toBeNull();
      for (const { number } of [older, newer])
        await host.closeIssue({ number, summary: "Done.", token: randomUUID() });
    });

    test("that do not exist cannot be closed", async () => {
      const close = { number: 4_040, summary: "Done.", token: randomUUID() };
      await expect(open().closeIssue(close)).rejects.toMatchObject({ code: "not-found" });
    });
  });
}
