import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "./free-port.ts";
import { LOGIN_ROLES, type LoginRole } from "./postgres/login-roles.ts";

export interface Credentials {
  superuser: string;
  roles: Record<LoginRole, string>;
  oidcClientSecret: string;
  nextAuthSecret: string;
  githubToken: string;
  slackToken: string;
}

const PORTS = ["postgres", "aws", "sso", "control", "outside"] as const;
const FILES = [
  "credentials.json",
  "aws.json",
  "secret-others.json",
  "sign-in.json",
  "outside.json",
  "escrow-identities.json",
];

type Ports = Record<(typeof PORTS)[number], number>;

export interface StateFolder {
  path(...names: string[]): string;
  credentials: Credentials;
  ports: Ports;
  /** The data kept here belongs to no earlier start, or is to be replaced. */
  isNew: boolean;
}

const password = () => randomBytes(24).toString("base64url");

function newCredentials(): Credentials {
  const roles = Object.fromEntries(LOGIN_ROLES.map((role) => [role, password()])) as Record<
    LoginRole,
    string
  >;
  return {
    superuser: password(),
    roles,
    oidcClientSecret: password(),
    nextAuthSecret: password(),
    githubToken: password(),
    slackToken: password(),
  };
}

/** The ports of the last start where they are free: the sign-in's address is part of every person's identity. */
async function choosePorts(file: string): Promise<Ports> {
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Ports>) : {};
  const ports: Partial<Ports> = {};
  for (const name of PORTS) ports[name] = await freePort(earlier[name] ?? 0);
  writeFileSync(file, JSON.stringify(ports));
  return ports as Ports;
}

/** Opens the folder that holds everything the sandbox keeps; `fresh` forgets all but the ports. */
export async function openStateFolder(folder: string, fresh: boolean): Promise<StateFolder> {
  const root = resolve(folder);
  const path = (...names: string[]) => join(root, ...names);
  // As root, PostgreSQL runs as another user and has to pass through; the files with secrets have mode 0600.
  mkdirSync(root, { recursive: true, mode: 0o711 });
  const file = path("credentials.json");
  const isNew = fresh || !existsSync(file);
  if (isNew) {
    for (const name of FILES) rmSync(path(name), { recursive: true, force: true });
  }
  rmSync(path("logs"), { recursive: true, force: true });
  mkdirSync(path("logs"), { recursive: true, mode: 0o700 });
  // A folder of an older sandbox lacks the credentials that were added since.
  const kept = isNew ? {} : (JSON.parse(readFileSync(file, "utf8")) as Partial<Credentials>);
  const credentials = { ...newCredentials(), ...kept };
  return { path, credentials, ports: await choosePorts(path("ports.json")), isNew };
}

/** Called once the data lies there: from now on, a start continues with it. */
export function keepCredentials(state: StateFolder): void {
  writeFileSync(state.path("credentials.json"), JSON.stringify(state.credentials), { mode: 0o600 });
}
