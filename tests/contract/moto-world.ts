import { randomUUID } from "node:crypto";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from "@aws-sdk/client-ecs";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type AwsWorld, CONTRACT_CREDENTIALS, CONTRACT_REGION } from "./aws-world.ts";

/** Ids of the network that moto has in every account; asked for without an SDK, for nothing else needs EC2. */
async function defaultNetwork(endpoint: string, action: string, id: RegExp): Promise<string[]> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=contract/20260101/${CONTRACT_REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ Action: action, Version: "2016-11-15" }),
  });
  const ids = [...(await response.text()).matchAll(id)].map(([found]) => found);
  if (ids.length === 0) throw new Error(`${endpoint} answered ${action} without an id.`);
  return [...new Set(ids)];
}

async function startService(ecs: ECSClient, names: { cluster: string; service: string; secretArn: string }) {
  const { cluster, service, secretArn } = names;
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const secrets = ["ENCRYPTION_KEY_V1", "ENCRYPTION_CURRENT_VERSION"].map((name) => ({
    name,
    valueFrom: `${secretArn}:${name}::`,
  }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: service,
      containerDefinitions: [{ name: service, image: service, essential: true, secrets, memory: 512 }],
    }),
  );
  const launchType = "FARGATE";
  await ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: service,
      taskDefinition: service,
      desiredCount: 1,
      launchType,
    }),
  );
  // moto's services start no tasks, and its ListTasks lists those of the whole cluster for any service.
  await ecs.send(new RunTaskCommand({ cluster, taskDefinition: service, launchType }));
}

/** moto as an account: everything in it is created by calls that AWS has too. */
export async function motoWorld(endpoint: string): Promise<AwsWorld> {
  const connection = { region: CONTRACT_REGION, endpoint, credentials: CONTRACT_CREDENTIALS };
  const [cluster, service] = [`prod-${randomUUID().slice(0, 8)}`, "restartix-core-api"];
  const secretId = `${cluster}/env`;
  const text = {
    SecretString: `{"ENCRYPTION_KEY_V1":"${"1a".repeat(32)}","ENCRYPTION_CURRENT_VERSION":"1"}`,
  };
  const { ARN: secretArn = "" } = await new SecretsManagerClient(connection).send(
    new CreateSecretCommand({ Name: secretId, ...text }),
  );
  await startService(new ECSClient(connection), { cluster, service, secretArn });
  return {
    connection,
    cluster,
    service,
    secretId,
    image: "restartix-reencrypt",
    subnets: (await defaultNetwork(endpoint, "DescribeSubnets", /subnet-[0-9a-f]+/g)).slice(0, 1),
    securityGroups: (await defaultNetwork(endpoint, "DescribeSecurityGroups", /sg-[0-9a-f]+/g)).slice(0, 1),
  };
}
