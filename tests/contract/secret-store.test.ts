import { describe } from "vitest";
import { secretStoreContract } from "#lib/adapters/aws-secrets-manager/secret-store.contract.ts";

const endpoint = process.env["CONTRACT_ENDPOINT"];
if (!endpoint)
  throw new Error("Set CONTRACT_ENDPOINT to the address of an AWS endpoint, for example of moto_server.");

describe(`against ${endpoint}`, () => secretStoreContract(() => endpoint));
