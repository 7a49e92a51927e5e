import { z } from "zod";
import type { OutsideMonitor } from "#lib/ports/monitors.ts";
import type { JsonApi } from "../json-api.ts";

/** States as Datadog spells them. One that it adds later is not understood, and not taken for a good one. */
const Monitor = z.object({
  overall_state: z.enum(["Alert", "Ignored", "No Data", "OK", "Skipped", "Unknown", "Warn"]),
});
type State = z.output<typeof Monitor>["overall_state"];

const BAD: readonly State[] = ["Alert", "Warn"];

/** The states of these Datadog monitors now. One that is muted or has no data is unknown. */
export function createStatesMonitor(api: JsonApi, ids: readonly string[]): OutsideMonitor {
  return {
    id: "datadog-monitors",
    label: "Every Datadog monitor is quiet",
    expected: "state OK",
    source: `Datadog monitors ${ids.join(", ")}`,
    read: async () => {
      const states = await Promise.all(ids.map(async (id) => ({ id, state: await readState(api, id) })));
      const loud = states.filter(({ state }) => state !== "OK");
      if (loud.length === 0) return { outcome: "pass", value: `${ids.length} of ${ids.length} OK` };
      const value = loud.map(({ id, state }) => `monitor ${id}: ${state}`).join("; ");
      return { outcome: loud.some(({ state }) => BAD.includes(state)) ? "fail" : "unknown", value };
    },
  };
}

async function readState(api: JsonApi, id: string): Promise<State> {
  const { value } = await api({ method: "GET", path: `/api/v1/monitor/${id}`, answer: Monitor });
  return value.overall_state;
}
