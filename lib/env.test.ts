import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { proxyEnv, webEnv, workerEnv } from "./env.ts";

const SHARED = {
  APP_ENV: "production",
  APP_URL: "https://keyturn.example.com",
  DATABASE_URL: "postgres://web:pw-of-the-database@db/x",
};
const WEB = {
  ...SHARED,
  OIDC_ISSUER: "https://sso.example.com",
  OIDC_CLIENT_ID: "keyturn",
  OIDC_CLIENT_SECRET: "client-secret-value",
  NEXTAUTH_URL: "https://keyturn.example.com",
  NEXTAUTH_SECRET: "n".repeat(32),
  OIDC_GROUP_SECURITY_ENGINEER: "engineers",
  OIDC_GROUP_SECURITY_APPROVER: "approvers",
  OIDC_GROUP_COMPLIANCE_OFFICER: "officers",
};
const WORKER = {
  ...SHARED,
  AWS_REGION: "eu-central-1",
  SECRET_ID: "prod/env",
  ECS_CLUSTER: "c",
  ECS_SERVICE: "s",
  DB_INSTANCE_ID: "db-1",
  LOG_GROUP: "/ecs/s",
  GITHUB_REPOSITORY: "restartix/platform",
  GITHUB_TOKEN: "token-of-github",
  SLACK_TOKEN: "token-of-slack",
  SLACK_CHANNEL_ENGINEERING: "C0ENGINEERS",
  SLACK_CHANNEL_SECURITY: "C0SECURITY",
  SLACK_CHANNEL_INCIDENTS: "C0INCIDENTS",
};
const EVERY_NAME = [...new Set([...Object.keys(WEB), ...Object.keys(WORKER), "TIME_COMPRESSION"])];

const set = (settings: Record<string, string>) => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
};
const message = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

beforeEach(() => {
  for (const name of EVERY_NAME) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

test("the web starts with its settings, the worker with its own", () => {
  set(WEB);
  expect(webEnv()).toMatchObject(WEB);
  expect(proxyEnv()).toEqual({ appUrl: WEB.APP_URL, issuer: WEB.OIDC_ISSUER });
  set(WORKER);
  expect(workerEnv()).toMatchObject(WORKER);
});

test.each(["ENCRYPTION_KEY_V1", "ENCRYPTION_KEY_V2", "SECRET_ID", "AWS_SECRET_ACCESS_KEY"])(
  "the web refuses to start with %s in its environment, and does not print it",
  (name) => {
    set({ ...WEB, [name]: "value-that-nobody-may-see" });
    expect(message(webEnv)).toContain(name);
    expect(message(webEnv)).not.toContain("value-that-nobody-may-see");
  },
);

test.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL_ECS"])(
  "the worker refuses %s in production, and accepts it elsewhere",
  (name) => {
    set({ ...WORKER, [name]: "http://127.0.0.1:1" });
    expect(message(workerEnv)).toMatch(new RegExp(`Remove ${name}:`));
    set({ APP_ENV: "sandbox" });
    expect(workerEnv().APP_ENV).toBe("sandbox");
  },
);

test.each([
  ["the web", "OIDC_ISSUER", WEB, webEnv],
  ["the worker", "OP_CONNECT_HOST", WORKER, workerEnv],
  ["the worker", "SLACK_API_URL", WORKER, workerEnv],
] as const)(
  "%s sends no secret to %s over http in production, elsewhere it may",
  (_, name, settings, read) => {
    const vault = { OP_CONNECT_TOKEN: "token-of-1password", OP_VAULT_ID: "ftz4pm2xxwmwrsd7rjqn7grzfz" };
    set({ ...settings, ...(name === "OP_CONNECT_HOST" ? vault : {}), [name]: "http://system.example.com" });
    expect(message(read)).toContain(`Change ${name} to https`);
    expect(message(read)).not.toContain("system.example.com");
    set({ [name]: "http://localhost:8080" });
    expect(message(read)).toBe("");
    set({ [name]: "http://system.example.com", APP_ENV: "staging" });
    expect(message(read)).toBe("");
  },
);

test.each([
  ["the web", WEB, webEnv],
  ["the worker", WORKER, workerEnv],
] as const)(
  "%s waits as long as policy says in production: TIME_COMPRESSION is refused there",
  (_, settings, read) => {
    for (const faster of ["2", "100000", "0.5", "fast"]) {
      set({ ...settings, TIME_COMPRESSION: faster });
      expect(message(read)).toMatch(/Remove TIME_COMPRESSION/);
    }
    set({ ...settings, TIME_COMPRESSION: "1" });
    expect(read().TIME_COMPRESSION).toBe(1);
    set({ ...settings, APP_ENV: "sandbox", TIME_COMPRESSION: "1000" });
    expect(read().TIME_COMPRESSION).toBe(1000);
  },
);

test.each(Object.keys(WEB))("without %s the web names it and does not start", (name) => {
  set(WEB);
  vi.stubEnv(name, undefined);
  expect(message(webEnv)).toContain(`${name}:`);
});

test.each(Object.keys(WORKER))("without %s the worker names it and does not start", (name) => {
  set(WORKER);
  vi.stubEnv(name, undefined);
  expect(message(workerEnv)).toContain(`${name}:`);
});

test("a wrong setting is named, its value never is", () => {
  set({
    ...WEB,
    NEXTAUTH_SECRET: "too-short-a-secret",
    DATABASE_URL: "mysql://u:hidden-password@h/x",
    APP_ENV: "prod-typo",
  });
  const text = message(webEnv);
  for (const name of ["NEXTAUTH_SECRET", "DATABASE_URL", "APP_ENV"]) expect(text).toContain(name);
  for (const value of ["too-short-a-secret", "hidden-password", "prod-typo"])
    expect(text).not.toContain(value);
});

test("a pattern for the log is a regular expression, and an empty one is none", () => {
  set({ ...WORKER, LOG_ERROR_PATTERN: "" });
  expect(workerEnv().LOG_ERROR_PATTERN).toBeUndefined();
  set({ LOG_ERROR_PATTERN: "kms|vault", LOG_FILTER_PATTERN: "?kms ?vault" });
  expect(workerEnv().LOG_ERROR_PATTERN).toBe("kms|vault");
  set({ LOG_ERROR_PATTERN: "(unclosed" });
  expect(message(workerEnv)).toContain("LOG_ERROR_PATTERN: is not a regular expression");
});

test("a pattern for errors is refused without a filter that lets its lines through", () => {
  set({ ...WORKER, LOG_ERROR_PATTERN: "kms|vault" });
  expect(message(workerEnv)).toContain("LOG_FILTER_PATTERN: has to let the lines through");
});

test("whom the issue mentions are names, and may be nobody", () => {
  set(WORKER);
  expect(workerEnv().GITHUB_MENTIONS).toBe("@security-team @devops");
  for (const names of ["@restartix/security @ana-i", ""]) {
    set({ GITHUB_MENTIONS: names });
    expect(workerEnv().GITHUB_MENTIONS).toBe(names);
  }
  set({ GITHUB_MENTIONS: "the security team" });
  expect(message(workerEnv)).toContain("GITHUB_MENTIONS: is names such as");
});

test("a task on Fargate needs a subnet, and ids are told apart from names", () => {
  set({ ...WORKER, REENCRYPT_TASK_DEFINITION: "keyturn-task" });
  expect(message(workerEnv)).toContain("REENCRYPT_SUBNETS: names at least one subnet");
  set({ REENCRYPT_SUBNETS: "subnet-1, subnet-2" });
  expect(workerEnv().REENCRYPT_SUBNETS).toEqual(["subnet-1", "subnet-2"]);
  set({ REENCRYPT_SECURITY_GROUPS: "the default one" });
  expect(message(workerEnv)).toContain("REENCRYPT_SECURITY_GROUPS");
  set({ REENCRYPT_SECURITY_GROUPS: "", REENCRYPT_SUBNETS: "", REENCRYPT_LAUNCH_TYPE: "EC2" });
  expect(workerEnv().REENCRYPT_SUBNETS).toEqual([]);
});
