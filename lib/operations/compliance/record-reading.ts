import { z } from "zod";
import { ok } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { anyPerson } from "../permissions.ts";

/** Who looked at, or took away, which record: reading the evidence is itself part of it. */
export const recordReading = defineOperation({
  name: "record-reading",
  input: z.object({
    what: z.enum(["compliance", "history-csv", "history-markdown", "rotations", "approvals", "audit"]),
    /** Of a file: how it was made and which rows it was asked for, as in the address of the page. */
    query: z.string().max(1_000).optional(),
  }),
  permit: anyPerson,
  run: async (_context, { what, query }) =>
    ok({
      result: null,
      events: [
        {
          action: what === "compliance" ? "COMPLIANCE_VIEWED" : "COMPLIANCE_EXPORTED",
          entityType: "record",
          entityId: null,
          changes: query === undefined ? { what } : { what, query },
          context: "compliance_maintenance" as const,
        },
      ],
    }),
});
