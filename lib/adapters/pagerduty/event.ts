import type { PagerChange, PagerTrigger } from "#lib/ports/pager.ts";

/** The event as PagerDuty's Events API v2 defines it. The routing key is its only credential and travels in the body. */
export function toEvent(
  { routingKey, source }: { routingKey: string; source: string },
  event: PagerTrigger | PagerChange,
): Record<string, unknown> {
  const head = { routing_key: routingKey, event_action: event.action, dedup_key: event.dedupKey };
  if (event.action !== "trigger") return head;
  return {
    ...head,
    payload: { summary: event.summary, source, severity: event.severity, component: "encryption keys" },
    client: "Keyturn",
    client_url: event.url,
    links: [{ href: event.url, text: "Open in Keyturn" }],
  };
}
