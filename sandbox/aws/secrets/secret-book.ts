import { randomBytes, randomUUID } from "node:crypto";
import { ApiError } from "../api-error.ts";
import type { StateFile } from "../state-file.ts";
import { attach, type StoredSecret, type StoredVersion } from "./stored-secret.ts";

const now = () => Date.now() / 1000;

/** The secrets of the account; every change is on disk before it is answered. */
export class SecretBook {
  readonly #file: StateFile;
  readonly #arnPrefix: string;

  constructor(file: StateFile, region: string, account: string) {
    this.#file = file;
    this.#arnPrefix = `arn:aws:secretsmanager:${region}:${account}:secret:`;
  }

  /** By name, by ARN, or by ARN without its random suffix. */
  find(id: string): StoredSecret {
    const secret = this.#file.state.secrets.find(
      (one) => id === one.name || id === one.arn || id === one.arn.slice(0, -7),
    );
    if (!secret) {
      throw new ApiError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }

  has(name: string): boolean {
    return this.#file.state.secrets.some((one) => one.name === name);
  }

  create(
    name: string,
    value: Pick<StoredVersion, "text" | "binary">,
    token: string = randomUUID(),
  ): StoredSecret {
    if (this.has(name)) {
      throw new ApiError(
        "ResourceExistsException",
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const at = now();
    const secret: StoredSecret = {
      name,
      arn: `${this.#arnPrefix}${name}-${randomBytes(3).toString("hex")}`,
      createdAt: at,
      changedAt: at,
      versions: [{ versionId: token, stages: ["AWSCURRENT"], createdAt: at, ...value }],
    };
    this.#file.state.secrets.push(secret);
    this.#file.save();
    return secret;
  }

  /** Adds a version, or finds it again when the token was used with the same content before. */
  put(
    secret: StoredSecret,
    value: Pick<StoredVersion, "text" | "binary">,
    options: { stages: string[]; token: string | undefined },
  ): StoredVersion {
    const id = options.token ?? randomUUID();
    const existing = secret.versions.find((one) => one.versionId === id);
    if (existing) {
      if (existing.text === value.text && existing.binary === value.binary) return existing;
      const message = "You can't use a ClientRequestToken that has been used with a different secret value.";
      throw new ApiError("ResourceExistsException", message);
    }
    const version: StoredVersion = { versionId: id, stages: [], createdAt: now(), ...value };
    secret.versions.push(version);
    for (const label of options.stages) attach(secret, label, version);
    this.changed(secret);
    return version;
  }

  changed(secret: StoredSecret): void {
    secret.changedAt = now();
    this.#file.save();
  }
}
