import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PROCEDURE } from "#lib/domain/rotation/procedure.ts";
import { listPages, routes } from "../e2e/support/page-list.ts";

const SAMPLES = { rotation: "2026-q1-v2", approval: "a-1", event: "7", message: "m-1" };
const app = mkdtempSync(join(tmpdir(), "keyturn-app-"));

afterAll(() => rmSync(app, { recursive: true }));

function addPage(folder: string): void {
  mkdirSync(join(app, folder), { recursive: true });
  writeFileSync(join(app, folder, "page.tsx"), "");
}

describe("the list of pages that browsers look at", () => {
  test("has every route of the application, each step of the procedure by its own address", () => {
    const paths = listPages().map(({ path }) => path(SAMPLES));
    expect(paths).toEqual(
      expect.arrayContaining([
        "/",
        "/login",
        "/approvals/a-1",
        "/audit/7",
        "/rotations/2026-q1-v2/checklist",
        "/settings/policy",
        ...PROCEDURE.slice(1).map(({ id }) => `/rotations/2026-q1-v2/steps/${id}`),
      ]),
    );
    expect(paths).toHaveLength(routes().length - 1 + PROCEDURE.length - 1);
    expect(paths.join(" ")).not.toMatch(/[[\]()]/);
  });

  test("no two pages share a name, or one picture would overwrite the other", () => {
    const names = listPages().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("a page that is added is on it, and one whose address nobody can fill in is refused", () => {
    addPage("(console)/backups");
    addPage("(console)/rotations/[id]/report");
    expect(listPages(app).map(({ path }) => path(SAMPLES))).toEqual([
      "/backups",
      "/rotations/2026-q1-v2/report",
    ]);
    addPage("(console)/incidents/[id]");
    expect(() => listPages(app)).toThrow("what stands for the parameters of /incidents/[id]");
  });
});
