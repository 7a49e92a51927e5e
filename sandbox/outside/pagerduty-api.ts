import { z } from "zod";
import { type Handler, json, type OutsideAnswer, parseBody } from "./exchange.ts";
import type { OutsideState, StoredAlert } from "./outside-state.ts";

export const PAGERDUTY = { routingKey: "sandboxpagerdutyroutingkey000000" } as const;

const Head = {
  routing_key: z.string().length(32),
  dedup_key: z.string().min(1).max(255),
};
/** An event as the Events API v2 documents it; strict, so that a field which PagerDuty would ignore is noticed. */
const Event = z.discriminatedUnion("event_action", [
  z.strictObject({
    ...Head,
    event_action: z.literal("trigger"),
    payload: z.strictObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(["critical", "error", "warning", "info"]),
      component: z.string().optional(),
    }),
    client: z.string().optional(),
    client_url: z.url().optional(),
    links: z.array(z.strictObject({ href: z.url(), text: z.string().optional() })).optional(),
  }),
  z.strictObject({ ...Head, event_action: z.enum(["acknowledge", "resolve"]) }),
]);
type Event = z.output<typeof Event>;

const refuse = (errors: string[]) =>
  json(400, { status: "invalid event", message: "Event object is invalid", errors });

/** A trigger opens an alert or updates the open one of its key; a change without an open alert does nothing. */
function apply({ alerts }: OutsideState, event: Event): void {
  const open = alerts.findLast(({ key, state }) => key === event.dedup_key && state !== "resolved");
  if (event.event_action !== "trigger") {
    if (open) open.state = event.event_action === "resolve" ? "resolved" : "acknowledged";
    return;
  }
  const { summary, severity } = event.payload;
  if (open) Object.assign(open, { summary, severity, triggers: open.triggers + 1 });
  else alerts.push(newAlert(event.dedup_key, { summary, severity }));
}

function newAlert(key: string, what: Pick<StoredAlert, "summary" | "severity">): StoredAlert {
  return { key, ...what, state: "triggered", triggers: 1, createdAt: new Date().toISOString() };
}

function enqueue(state: OutsideState, body: unknown): OutsideAnswer {
  const parsed = Event.safeParse(body);
  if (!parsed.success)
    return refuse(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  if (parsed.data.routing_key !== PAGERDUTY.routingKey) return refuse(["Invalid routing key"]);
  apply(state, parsed.data);
  state.save();
  return json(202, { status: "success", message: "Event processed", dedup_key: parsed.data.dedup_key });
}

/** PagerDuty's Events API v2 for one service. */
export function pagerDutyApi(state: OutsideState): Handler {
  return (request) =>
    request.path === "/v2/enqueue" && request.method === "POST" ? enqueue(state, parseBody(request)) : null;
}
