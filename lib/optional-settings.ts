import { z } from "zod";

const Text = z.string().min(1);

/** Sentry as a monitor of the safety period. */
export const SentrySettings = z.object({
  SENTRY_API_URL: z.url().default("https://sentry.io"),
  SENTRY_TOKEN: Text,
  SENTRY_ORG: Text,
  SENTRY_PROJECT: Text,
  /** Which issues count, in Sentry's search syntax. */
  SENTRY_QUERY: Text.default("is:unresolved level:[error,fatal]"),
});

/** Datadog as a monitor of the safety period: states of monitors, a count of log events, or both. */
export const DatadogSettings = z
  .object({
    /** API of the site, such as https://api.datadoghq.eu. */
    DATADOG_API_URL: z.url().default("https://api.datadoghq.com"),
    DATADOG_API_KEY: Text,
    DATADOG_APP_KEY: Text,
    /** Numbers, separated by commas. */
    DATADOG_MONITOR_IDS: z
      .string()
      .regex(/^\d+(\s*,\s*\d+)*$/, "is a list of numbers, separated by commas")
      .transform((ids) => ids.split(/\s*,\s*/))
      .optional(),
    DATADOG_LOG_QUERY: Text.optional(),
  })
  .refine((it) => it.DATADOG_MONITOR_IDS !== undefined || it.DATADOG_LOG_QUERY !== undefined, {
    path: ["DATADOG_MONITOR_IDS"],
    message: "or DATADOG_LOG_QUERY has to say what is watched",
  });

/** 1Password Connect, which keeps the escrow copy. */
export const OnePasswordSettings = z.object({
  OP_CONNECT_HOST: z.url(),
  OP_CONNECT_TOKEN: Text,
  OP_VAULT_ID: z.string().regex(/^[\da-z]{26}$/, "is the vault's id of 26 characters"),
});
