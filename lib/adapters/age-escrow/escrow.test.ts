import { createHash, randomBytes } from "node:crypto";
import {
  armor,
  Decrypter,
  generateHybridIdentity,
  generateIdentity,
  identityToRecipient,
} from "age-encryption";
import { expect, test } from "vitest";
import { Secret } from "#lib/domain/secret.ts";
import { createEscrow } from "./escrow.ts";

const LABEL = "RestartiX Encryption Key V2 - Feb 2026";
const newKey = () => new Secret(randomBytes(32).toString("hex"));

async function open(sealed: string, identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(sealed), "text");
}

test("every recipient alone opens the copy, and nobody else does", async () => {
  const identities = [await generateIdentity(), await generateIdentity()];
  const recipients = await Promise.all(identities.map((one) => identityToRecipient(one)));
  const key = newKey();
  const copy = await createEscrow({ recipients }).seal(key, LABEL);
  for (const identity of identities) expect((await open(copy.sealed, identity)) === key.reveal()).toBe(true);
  await expect(open(copy.sealed, await generateIdentity())).rejects.toThrow();
  expect(copy).toMatchObject({ label: LABEL, recipients });
  expect(copy.sealed).toMatch(
    /^-----BEGIN AGE ENCRYPTED FILE-----\n[^]+\n-----END AGE ENCRYPTED FILE-----\n$/,
  );
  expect(copy.sealed).not.toContain(key.reveal());
  expect(copy.sha256).toBe(createHash("sha256").update(copy.sealed).digest("hex"));
});

test("without recipients nothing is sealed, and the setting is named", async () => {
  const sealed = createEscrow({ recipients: [] }).seal(newKey(), LABEL);
  await expect(sealed).rejects.toMatchObject({ code: "invalid" });
  await expect(sealed).rejects.toThrow("ESCROW_AGE_RECIPIENTS");
});

test("one malformed recipient refuses all, and an identity given by mistake is not repeated", async () => {
  const identity = await generateIdentity();
  const recipients = [await identityToRecipient(identity), identity];
  const refused = await createEscrow({ recipients })
    .seal(newKey(), LABEL)
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "invalid" });
  expect(String(refused)).toContain("Entry 2 of ESCROW_AGE_RECIPIENTS");
  expect(String(refused)).not.toContain(identity);
});

test("recipients with post-quantum keys and without open the same copy", async () => {
  const identities = [await generateIdentity(), await generateHybridIdentity()];
  const recipients = await Promise.all(identities.map((one) => identityToRecipient(one)));
  const key = newKey();
  const { sealed } = await createEscrow({ recipients }).seal(key, LABEL);
  for (const identity of identities) expect((await open(sealed, identity)) === key.reveal()).toBe(true);
});

test("a recipient that is named twice is sealed to once", async () => {
  const recipient = await identityToRecipient(await generateIdentity());
  expect(createEscrow({ recipients: [recipient, recipient] }).recipients).toEqual([recipient]);
});
