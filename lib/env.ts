import { z } from "zod";
import { DatadogSettings, OnePasswordSettings, SentrySettings } from "./optional-settings.ts";
import { exposedAddresses } from "./secret-address.ts";

const NODE_ENVIRONMENT = process.env;

/** A setting that may be absent; an empty one is. */
const optional = <Schema extends z.ZodType<unknown, string>>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** Separated by commas. */
const list = (item: RegExp, example: string) =>
  z
    .string()
    .default("")
    .transform((text) => text.split(",").flatMap((part) => part.trim() || []))
    .pipe(z.array(z.string().regex(item, `needs ids like ${example}, separated by commas`)));

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "iu") instanceof RegExp;
  } catch {
    return false;
  }
}

const Shared = z.object({
  APP_ENV: z.enum(["production", "staging", "drill", "sandbox"]),
  /** Where people reach the console, for example https://keyturn.example.com. */
  APP_URL: z.url(),
  DATABASE_URL: z.string().startsWith("postgres"),
  /** How many times faster waiting periods pass, for drills and demonstrations. Production refuses anything but 1. */
  TIME_COMPRESSION: z.coerce.number().min(1).max(100_000).default(1),
});

const Web = Shared.extend({
  OIDC_ISSUER: z.url(),
  OIDC_CLIENT_ID: z.string().min(1),
  OIDC_CLIENT_SECRET: z.string().min(1),
  NEXTAUTH_URL: z.url(),
  NEXTAUTH_SECRET: z.string().min(32, "needs at least 32 characters"),
  OIDC_GROUP_SECURITY_ENGINEER: z.string().min(1),
  OIDC_GROUP_SECURITY_APPROVER: z.string().min(1),
  OIDC_GROUP_COMPLIANCE_OFFICER: z.string().min(1),
});

const Worker = Shared.extend({
  AWS_REGION: z.string().min(1),
  SECRET_ID: z.string().min(1),
  ECS_CLUSTER: z.string().min(1),
  ECS_SERVICE: z.string().min(1),
  DB_INSTANCE_ID: z.string().min(1),
  /** Family of the re-encryption task; absent: step 4 runs in the worker only. */
  REENCRYPT_TASK_DEFINITION: optional(z.string().regex(/^[\w-]{1,255}$/, "is the name of a family")),
  REENCRYPT_CONTAINER: z.string().default("reencrypt"),
  /** ECS_CLUSTER when absent. */
  REENCRYPT_CLUSTER: optional(z.string()),
  REENCRYPT_LAUNCH_TYPE: z.enum(["FARGATE", "EC2"]).default("FARGATE"),
  REENCRYPT_SUBNETS: list(/^subnet-\w+$/, "subnet-…"),
  REENCRYPT_SECURITY_GROUPS: list(/^sg-\w+$/, "sg-…"),
  REENCRYPT_ASSIGN_PUBLIC_IP: z.enum(["ENABLED", "DISABLED"]).default("DISABLED"),
  LOG_GROUP: z.string().min(1),
  /** CloudWatch filter pattern that lets every line through that can be an error; the adapter's own when absent. */
  LOG_FILTER_PATTERN: optional(z.string().max(1024)),
  /** Regular expression, case-insensitive: a line that it finds is an error whatever its level. */
  LOG_ERROR_PATTERN: optional(z.string().refine(isPattern, "is not a regular expression")),
  GITHUB_API_URL: z.url().default("https://api.github.com"),
  GITHUB_REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "is owner/name"),
  GITHUB_TOKEN: z.string().min(1),
  /** Whom the issue about a rotation mentions; a team is written @organisation/team. */
  GITHUB_MENTIONS: z
    .string()
    .regex(/^(@[\w-]+(\/[\w-]+)?( |$))*$/, "is names such as @restartix/security, separated by spaces")
    .default("@security-team @devops"),
  /** File name of the workflow that deploys the platform; none: ECS is told directly. */
  GITHUB_DEPLOY_WORKFLOW: z.string().default(""),
  GITHUB_DEPLOY_REF: z.string().min(1).default("main"),
  SLACK_API_URL: z.url().default("https://slack.com/api"),
  SLACK_TOKEN: z.string().min(1),
  SLACK_CHANNEL_ENGINEERING: z.string().min(1),
  SLACK_CHANNEL_SECURITY: z.string().min(1),
  SLACK_CHANNEL_INCIDENTS: z.string().min(1),
  PAGERDUTY_API_URL: z.url().default("https://events.pagerduty.com"),
  /** Of an Events API v2 integration; none: nobody is paged. */
  PAGERDUTY_ROUTING_KEY: z.string().default(""),
  /** Recipients of the escrow copy, age1…, separated by commas; none: no copy is sealed. */
  ESCROW_AGE_RECIPIENTS: z.string().default(""),
  /** Address that a monitor outside expects to be asked for once a minute; none: nobody outside watches the scheduler. */
  DEADMAN_URL: z.union([z.url({ protocol: /^https?$/ }), z.literal("")]).default(""),
  /** JSON document with the application's p95 in milliseconds; the fragment is the pointer to it, `#/p95Ms` by default. */
  APPLICATION_P95_URL: z.url().or(z.literal("")).default(""),
  /** Set by ECS in every task; elsewhere absent. */
  ECS_CONTAINER_METADATA_URI_V4: z.url().optional(),
})
  .refine((env) => !hasNoNetwork(env), {
    path: ["REENCRYPT_SUBNETS"],
    error: "names at least one subnet: a task on Fargate has a network of its own",
  })
  .refine((env) => env.LOG_ERROR_PATTERN === undefined || env.LOG_FILTER_PATTERN !== undefined, {
    path: ["LOG_FILTER_PATTERN"],
    error:
      "has to let the lines through that LOG_ERROR_PATTERN finds: CloudWatch filters before it is applied",
  });

function hasNoNetwork(env: {
  REENCRYPT_TASK_DEFINITION?: string | undefined;
  REENCRYPT_LAUNCH_TYPE: string;
  REENCRYPT_SUBNETS: string[];
}): boolean {
  const { REENCRYPT_TASK_DEFINITION, REENCRYPT_LAUNCH_TYPE, REENCRYPT_SUBNETS } = env;
  const isFargate = REENCRYPT_TASK_DEFINITION !== undefined && REENCRYPT_LAUNCH_TYPE === "FARGATE";
  return isFargate && REENCRYPT_SUBNETS.length === 0;
}

export type WebEnv = z.infer<typeof Web>;

/** Systems that may be absent are null. */
export interface WorkerEnv extends z.infer<typeof Worker> {
  sentry: z.infer<typeof SentrySettings> | null;
  datadog: z.infer<typeof DatadogSettings> | null;
  onePassword: z.infer<typeof OnePasswordSettings> | null;
}

/** Settings of the web process. Refuses to start with a key or an AWS right in its environment. */
export function webEnv(): WebEnv {
  const forbidden = Object.keys(NODE_ENVIRONMENT).filter((name) =>
    /^ENCRYPTION_KEY_|^SECRET_ID$|^AWS_SECRET_ACCESS_KEY$/.test(name),
  );
  if (forbidden.length > 0) {
    throw new Error(
      `The web process must not be given ${forbidden.join(", ")}; only the worker may hold keys.`,
    );
  }
  return read(Web);
}

/** The two addresses that the proxy compares with and allows. Read on every request, so it is kept this small. */
export function proxyEnv(): { appUrl: string; issuer: string } {
  const { APP_URL, OIDC_ISSUER } = NODE_ENVIRONMENT;
  if (!APP_URL || !OIDC_ISSUER)
    throw new Error("Set APP_URL and OIDC_ISSUER; README.md lists every setting.");
  return { appUrl: APP_URL, issuer: OIDC_ISSUER };
}

/** Settings of the worker. In production it talks to the real AWS only. */
export function workerEnv(): WorkerEnv {
  const endpoints = Object.keys(NODE_ENVIRONMENT).filter((name) => name.startsWith("AWS_ENDPOINT_URL"));
  if (NODE_ENVIRONMENT.APP_ENV === "production" && endpoints.length > 0) {
    throw new Error(`Remove ${endpoints.join(", ")}: APP_ENV=production uses the real AWS endpoints.`);
  }
  return {
    ...read(Worker),
    sentry: readOptional(SentrySettings),
    datadog: readOptional(DatadogSettings),
    onePassword: readOptional(OnePasswordSettings),
  };
}

/** The settings of a system that may be absent; null without any of them. A half of them stops the start. */
function readOptional<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
): z.infer<z.ZodObject<Shape>> | null {
  const given = Object.keys(schema.shape)
    .map((name) => [name, NODE_ENVIRONMENT[name] ?? ""] as const)
    .filter(([, value]) => value !== "");
  if (given.length === 0) return null;
  return parse(
    schema,
    Object.fromEntries(given),
    `These belong together: set all that is needed, or none.\n`,
  );
}

function read<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> {
  if (NODE_ENVIRONMENT["APP_ENV"] === "production") refuseInProduction();
  return parse(schema, NODE_ENVIRONMENT);
}

function refuseInProduction(): void {
  if (Number(NODE_ENVIRONMENT["TIME_COMPRESSION"] ?? 1) !== 1)
    throw new Error("Remove TIME_COMPRESSION: APP_ENV=production waits as long as policy says.");
  const exposed = exposedAddresses(NODE_ENVIRONMENT);
  if (exposed.length > 0) {
    const reason = "APP_ENV=production sends keys and tokens over http to 127.0.0.1, ::1 and localhost only";
    throw new Error(`Change ${exposed.join(", ")} to https: ${reason}.`);
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, settings: unknown, hint = ""): z.infer<Schema> {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(
    `These settings are missing or wrong:\n${faults.join("\n")}\n${hint}README.md lists every setting.`,
  );
}
