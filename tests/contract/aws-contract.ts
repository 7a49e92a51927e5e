import { describe } from "vitest";
import type { Account } from "./aws-world.ts";
import { backupsContract } from "./backups-contract.ts";
import { fleetContract } from "./fleet-contract.ts";
import { logsContract } from "./logs-contract.ts";
import { reencryptionTasksContract } from "./reencryption-tasks-contract.ts";
import { secretStoreContract } from "./secret-store-contract.ts";

/**
 * What Keyturn relies on in AWS, told to any endpoint that claims to be it. Where moto is known to differ from AWS, the
 * contract says so beside what it therefore leaves out.
 */
export function awsContract(account: Account): void {
  describe("Secrets Manager", () => secretStoreContract(account));
  describe("ECS service", () => fleetContract(account));
  describe("ECS task", () => reencryptionTasksContract(account));
  describe("RDS", () => backupsContract(account));
  describe("CloudWatch Logs", () => logsContract(account));
}
