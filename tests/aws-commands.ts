import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLOUDWATCH_LOGS } from "#lib/adapters/aws-cloudwatch-logs/cloudwatch-logs.ts";
import { ECS } from "#lib/adapters/aws-ecs/ecs-service.ts";
import { RDS } from "#lib/adapters/aws-rds/rds-service.ts";
import { SECRETS_MANAGER } from "#lib/adapters/aws-secrets-manager/secrets-manager.ts";
import { PROJECT_ROOT, sourceFiles } from "./source-files.ts";

/** By the SDK's name of their client. */
export const AWS_SERVICES = {
  "cloudwatch-logs": CLOUDWATCH_LOGS,
  ecs: ECS,
  rds: RDS,
  "secrets-manager": SECRETS_MANAGER,
};

const IMPORT = /import\s*\{([^{}]*)\}\s*from\s*"@aws-sdk\/client-([\w-]+)"/g;
const DYNAMIC = /\{([^{}]*)\}\s*=\s*await import\("@aws-sdk\/client-([\w-]+)"\)/g;
const SENT = /^(?:(\w+)Command|paginate(\w+))$/;

/** IAM actions of the commands that these files send to AWS, for example `ecs:RunTask`. */
export function sentCommands(files: readonly string[]): string[] {
  const sent = files.flatMap((file) => {
    const text = readFileSync(join(PROJECT_ROOT, file), "utf8");
    return [...text.matchAll(IMPORT), ...text.matchAll(DYNAMIC)].flatMap(([, names = "", client = ""]) => {
      const service = AWS_SERVICES[client as keyof typeof AWS_SERVICES];
      if (!service) throw new Error(`${file} uses client-${client}, which no test knows.`);
      return names.split(",").flatMap((name) => {
        const [, command, paginated] = SENT.exec(name.trim()) ?? [];
        return command || paginated ? [`${service.prefix}:${command ?? paginated}`] : [];
      });
    });
  });
  return [...new Set(sent)].toSorted();
}

export const adapterFiles = (): string[] =>
  sourceFiles(["lib"]).filter((file) => file.startsWith("lib/adapters/aws") && !file.endsWith(".test.ts"));
