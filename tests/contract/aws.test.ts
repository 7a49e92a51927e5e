import { beforeAll, describe } from "vitest";
import { awsContract } from "./aws-contract.ts";
import type { AwsWorld } from "./aws-world.ts";
import { motoWorld } from "./moto-world.ts";

const endpoint = process.env["CONTRACT_ENDPOINT"];
if (!endpoint) throw new Error("Set CONTRACT_ENDPOINT to the address of moto_server.");

let world: AwsWorld;
beforeAll(async () => {
  world = await motoWorld(endpoint);
});

describe(`against moto at ${endpoint}`, () => awsContract(() => world));
