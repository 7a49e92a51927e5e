import { z } from "zod";
import { ok } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { anyPerson } from "../permissions.ts";

/** Who looked at, or took away, which record: reading the evidence is itself part of it. */
export const recordReading = defineOperation({
  name: "record-reading",
  input: z.object({ what: z.enum(["compliance", "history-csv", "history-markdown"]) }),
  permit: anyPerson,
  run: async (_context, { what }) =>
    ok({
      result: null,
      events: [
        {
          action: what === "compliance" ? "COMPLIANCE_VIEWED" : "COMPLIANCE_EXPORTED",
          entityType: "record",
          entityId: null,
          changes: { what },
          context: "compliance_maintenance" as const,
        },
      ],
    }),
});
