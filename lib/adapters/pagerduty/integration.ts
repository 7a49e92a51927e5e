import type { Integration } from "#lib/ports/integration.ts";
import { createPager, type PagerDutyConfig } from "./pager.ts";

/** Never opened: resolving it changes nothing at PagerDuty. */
const NO_ALERT = "keyturn connection test";

/** `routingKey` is empty when nobody is to be paged. */
export function pagerDutyIntegration(config: PagerDutyConfig): Integration {
  const configured = config.routingKey !== "";
  return {
    id: "pagerduty",
    name: "PagerDuty",
    purpose: "Pages whoever is on call when the safety period finds an issue or a rotation is overdue.",
    withoutIt: "Nobody is paged until it answers; pages wait. Issues and dates are shown as before.",
    configured,
    target: configured ? new URL(config.apiUrl).host : "",
    test: async () => {
      await createPager(config).send({ action: "resolve", dedupKey: NO_ALERT });
      return [
        {
          checked: "The Events API accepts an event with the routing key",
          detail: "an alert that does not exist was resolved; who is on call, PagerDuty does not say",
        },
      ];
    },
  };
}
