import { expect, test } from "vitest";
import { testDatabase, withClient } from "#tests/database.ts";
import { findRegisteredColumns } from "./registry.ts";

test("the registered columns are named with their schema", async () => {
  const database = await testDatabase();
  expect((await withClient(database.url, findRegisteredColumns)).toSorted()).toEqual([
    "public.organization_integrations.api_key_encrypted",
    "public.patient_persons.emergency_contact_phone_encrypted",
    "public.patient_persons.phone_encrypted",
  ]);
});
