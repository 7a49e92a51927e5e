import { describe, expect, test } from "vitest";
import type { HistoryRowView } from "./compliance-views.ts";
import { historyFile } from "./history-file.ts";

const REAL: HistoryRowView = {
  rotationId: "R-2026-02-V2",
  type: "scheduled",
  status: "completed",
  startedAt: "2026-02-01T09:00:00.000Z",
  endedAt: "2026-02-02T10:00:00.250Z",
  oldVersion: 1,
  newVersion: 2,
  columns: [
    { column: "public.patient_persons.phone_encrypted", reencrypted: 1_234_567 },
    { column: "public.organization_integrations.api_key_encrypted", reencrypted: 56 },
  ],
  operators: ["Ada"],
  approvers: ["Ben", "Cleo"],
  notes: "",
};

const RUNNING: HistoryRowView = {
  ...REAL,
  rotationId: "R-2026-05-V3",
  type: "drill",
  status: "running",
  endedAt: null,
  columns: [],
  approvers: [],
  notes: '=HYPERLINK("x") | and\nmore',
};

describe("the rotation history as a file", () => {
  test("keeps numbers whole and instants exact", () => {
    const [, real] = historyFile([REAL], "csv").split("\r\n");
    expect(real).toBe(
      "R-2026-02-V2,scheduled,completed,yes,2026-02-01T09:00:00.000Z,2026-02-02T10:00:00.250Z,90000.25,1,2,56,1234567,1234623,Ada,Ben; Cleo,",
    );
  });

  test("a drill is marked as one that does not count, and a running rotation has no numbers yet", () => {
    const [, , drill] = historyFile([REAL, RUNNING], "csv").split("\r\n");
    expect(drill).toContain("R-2026-05-V3,drill,running,no,2026-02-01T09:00:00.000Z,,,1,2,,,,Ada,,");
  });

  test("a cancelled rotation ended on its day and counts for nothing; one that runs does not count yet", () => {
    const cancelled: HistoryRowView = { ...REAL, status: "cancelled", columns: [] };
    const running: HistoryRowView = { ...REAL, status: "running", endedAt: null, columns: [] };
    const [, first, second] = historyFile([cancelled, running], "csv").split("\r\n");
    expect(first).toContain(
      "scheduled,cancelled,no,2026-02-01T09:00:00.000Z,2026-02-02T10:00:00.250Z,90000.25,1,2,",
    );
    expect(second).toContain("scheduled,running,not yet,2026-02-01T09:00:00.000Z,,,1,2,");
  });

  test("a note can be no formula in a spreadsheet and break no Markdown table", () => {
    expect(historyFile([RUNNING], "csv")).toContain(`"'=HYPERLINK(""x"") | and\nmore"`);
    const lines = historyFile([RUNNING], "markdown").trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('=HYPERLINK("x") \\| and more |');
  });
});
