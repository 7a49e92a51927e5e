import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { type Handler, json, type OutsideAnswer, type OutsideRequest, parseBody } from "./exchange.ts";

export const ONEPASSWORD = { token: "sandbox-onepassword", vaultId: "ftz4pm2xxwmwrsd7rjqn7grzfz" } as const;

/** What the Connect API's specification (1.7) lets a caller create, as far as Keyturn creates it. */
const NewItem = z.strictObject({
  title: z.string().min(1),
  vault: z.strictObject({ id: z.string().regex(/^[\da-z]{26}$/) }),
  category: z.enum(["LOGIN", "PASSWORD", "API_CREDENTIAL", "SERVER", "DATABASE", "SECURE_NOTE", "DOCUMENT"]),
  tags: z.array(z.string().min(1)),
  fields: z.array(
    z.strictObject({
      id: z.string().min(1),
      type: z.enum(["STRING", "CONCEALED", "URL", "DATE"]),
      label: z.string(),
      value: z.string(),
    }),
  ),
});
const StoredItem = NewItem.extend({ id: z.string(), createdAt: z.string() });
export type StoredItem = z.output<typeof StoredItem>;

const refuse = (status: number, message: string) => json(status, { status, message });

/** Items of one vault, oldest first, kept in a file for its owner only. */
export class OnePasswordVault {
  readonly #path: string;
  items: StoredItem[];

  constructor(path: string) {
    this.#path = path;
    this.items = existsSync(path) ? z.array(StoredItem).parse(JSON.parse(readFileSync(path, "utf8"))) : [];
  }

  save(items: StoredItem[]): void {
    this.items = items;
    writeFileSync(this.#path, JSON.stringify(items), { mode: 0o600 });
  }
}

/** One vault behind a Connect server. A list of items tells their fields to nobody. */
export function onePasswordApi(vault: OnePasswordVault): Handler {
  return (request) => {
    if (request.headers.authorization !== `Bearer ${ONEPASSWORD.token}`)
      return refuse(401, "Invalid token signature");
    const [, vaultId, items, itemId] =
      /^\/v1\/vaults\/([\da-z]{26})(\/items(?:\/([\da-z]{26}))?)?$/.exec(request.path) ?? [];
    if (vaultId !== ONEPASSWORD.vaultId) return refuse(404, "vault not found");
    if (items === undefined)
      return json(200, { id: vaultId, name: "Encryption keys", items: vault.items.length });
    if (itemId !== undefined)
      return request.method === "DELETE" ? remove(vault, itemId) : refuse(404, "item not found");
    return request.method === "POST" ? create(vault, request) : list(vault, request);
  };
}

function list({ items }: OnePasswordVault, { query }: OutsideRequest): OutsideAnswer {
  const filter = query.get("filter") ?? "";
  const [, attribute, value = ""] = /^(title|tag) eq "([^"]*)"$/.exec(filter) ?? [];
  if (attribute === undefined) return refuse(400, "Invalid filter");
  const found = items.filter(({ title, tags }) =>
    attribute === "title" ? title === value : tags.includes(value),
  );
  return json(
    200,
    found.map(({ id, title, tags, category, createdAt }) => ({ id, title, tags, category, createdAt })),
  );
}

function create(vault: OnePasswordVault, request: OutsideRequest): OutsideAnswer {
  const parsed = NewItem.safeParse(parseBody(request));
  if (!parsed.success) return refuse(400, "Invalid item");
  const id = BigInt(`0x${randomBytes(20).toString("hex")}`)
    .toString(36)
    .slice(0, 26)
    .padStart(26, "0");
  const item = { ...parsed.data, id, createdAt: new Date().toISOString() };
  vault.save([...vault.items, item]);
  return json(200, item);
}

function remove(vault: OnePasswordVault, itemId: string): OutsideAnswer {
  const left = vault.items.filter(({ id }) => id !== itemId);
  if (left.length === vault.items.length) return refuse(404, "item not found");
  vault.save(left);
  return { status: 204, body: { text: "" } };
}
