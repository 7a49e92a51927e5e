import type { ColumnCensus } from "../../../ports/platform-data.ts";
import { timeEstimate } from "../../reencryption/time-estimate.ts";
import type { Check } from "../step.ts";

const SCOPE = { label: "Settings: scope", href: "/settings/scope" };

function cellsIn(columns: readonly ColumnCensus[]): number {
  return columns.reduce((sum, column) => sum + column.nonNull, 0);
}

export const recordsCounted: Check = {
  id: "records-counted",
  label: "Encrypted records counted",
  expected: "a count of every registered column",
  source: "census on the writer, nothing decrypted",
  // For the time estimate only: the job takes its own census and does not begin without it.
  waivable: true,
  remedy: SCOPE,
  run: async ({ platformData }) => {
    const columns = await platformData.takeCensus();
    const perColumn = columns
      .map((column) => `${column.nonNull.toLocaleString("en")} ${column.column}`)
      .join(", ");
    return {
      outcome: "pass",
      value: `${perColumn}; ${timeEstimate(cellsIn(columns), await platformData.measuredRate())}`,
    };
  },
};

export const engineReady: Check = {
  id: "engine-ready",
  label: "Re-encryption is ready",
  expected:
    "a dry run of this worker reads every cell, opens some of each column that has any, and writes nothing",
  source: "dry run on the writer, now",
  remedy: SCOPE,
  run: async ({ platformData, signal }) => {
    const { status, error, columns } = await platformData.rehearse(signal);
    if (status === "failed" || status === "cancelled")
      return { outcome: "unknown", value: error ?? "the dry run did not end" };
    const closed = columns.filter((column) => column.total > 0 && column.quarantined >= column.total);
    if (closed.length > 0) {
      const names = closed.map((it) => `${it.column} (${it.total.toLocaleString("en")})`).join(", ");
      return {
        outcome: "fail",
        value: `no cell opens of ${names}. The key that wrote them is not in the secret, or the column is not encrypted as registered: put the key back, or correct the registry`,
      };
    }
    const total = columns.reduce((sum, column) => sum + column.total, 0);
    // A cell that opens under no key is no reason not to begin: it is quarantined, and blocks the retirement.
    const unreadable = columns.reduce((sum, column) => sum + column.quarantined, 0);
    return {
      outcome: "pass",
      value: `${(total - unreadable).toLocaleString("en")} of ${total.toLocaleString("en")} cells open${unreadable > 0 ? `; ${unreadable} would be quarantined` : ""}`,
    };
  },
};

export const everyColumnClassified: Check = {
  id: "every-column-classified",
  label: "Every encrypted column is registered",
  expected: "no bytea column without a classification",
  source: "database catalogue",
  remedy: SCOPE,
  run: async ({ platformData }) => {
    const drift = await platformData.findDrift();
    return drift.length === 0
      ? { outcome: "pass", value: "none" }
      : { outcome: "fail", value: `not classified: ${drift.join(", ")}` };
  },
};

export const everyColumnReachable: Check = {
  id: "every-column-reachable",
  label: "The worker may read and replace every registered column",
  expected: "no missing right",
  source: "database catalogue",
  remedy: SCOPE,
  run: async ({ platformData }) => {
    const missing = await platformData.findMissingGrants();
    return missing.length === 0
      ? { outcome: "pass", value: "none is missing" }
      : { outcome: "fail", value: `not of ${missing.map(({ column }) => column).join(", ")}` };
  },
};

export const noUpdateTriggers: Check = {
  id: "update-triggers",
  label: "Re-encryption changes nothing but the registered columns",
  expected: "no UPDATE trigger on a registered table",
  source: "database catalogue",
  // The engine finds a trigger that changes an encrypted cell; what one writes elsewhere, only its owners can judge.
  waivable: true,
  run: async ({ platformData }) => {
    const triggers = await platformData.findUpdateTriggers();
    if (triggers.length === 0) return { outcome: "pass", value: "none" };
    return {
      outcome: "fail",
      value: `${triggers.join(", ")} would run for every row. Disable what writes to a row or elsewhere until the re-encryption is over; where all of it is harmless, two people can waive this`,
    };
  },
};
