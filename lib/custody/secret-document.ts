import { applyEdits, modify, type Node, type ParseError, parseTree } from "jsonc-parser";
import { Secret } from "#lib/domain/secret.ts";
import { PortError } from "#lib/ports/port-error.ts";

/** Limit of Secrets Manager for one version, in bytes of UTF-8. */
const SIZE_LIMIT = 65_536;
const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

const refuse = (problem: string) =>
  new PortError(
    "invalid",
    `The secret ${problem}. Keyturn leaves it as it is: repair it by hand, then try again.`,
  );

const endOf = (node: Node) => node.offset + node.length;

function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function readEntries(text: string): Map<string, Node> {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, STRICT);
  if (!root || errors.length > 0 || !isStrictJson(text)) throw refuse("is not valid JSON");
  if (root.type !== "object") throw refuse("is not a JSON object");
  const entries = new Map<string, Node>();
  for (const { children = [] } of root.children ?? []) {
    const [key, value] = children;
    if (typeof key?.value !== "string" || !value) throw refuse("is not valid JSON");
    // An editor would change the first of two equal names while every reader takes the last.
    if (entries.has(key.value)) throw refuse(`has two entries named ${key.value}`);
    entries.set(key.value, value);
  }
  return entries;
}

/** The text of one version of the secret. An edit changes one entry and leaves every other byte. */
export class SecretDocument {
  readonly #text: string;
  readonly #entries: ReadonlyMap<string, Node>;

  /** Throws `invalid` when the text is not a strict JSON object with unique names, or too large. */
  constructor(content: Secret) {
    this.#text = content.reveal();
    if (Buffer.byteLength(this.#text) > SIZE_LIMIT) throw refuse(`is larger than ${SIZE_LIMIT} bytes`);
    this.#entries = readEntries(this.#text);
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** A string's content, or the text of a number; undefined for an absent entry and any other type. */
  value(name: string): string | undefined {
    const node = this.#entries.get(name);
    if (node?.type === "string") return String(node.value);
    return node?.type === "number" ? this.#slice(node) : undefined;
  }

  /** Whether both hold the entry with the same text, byte for byte. */
  sharesEntry(name: string, other: SecretDocument): boolean {
    const mine = this.#entries.get(name);
    const theirs = other.#entries.get(name);
    return mine !== undefined && theirs !== undefined && this.#slice(mine) === other.#slice(theirs);
  }

  equals(other: SecretDocument): boolean {
    return this.#text === other.#text;
  }

  withAdded(name: string, value: Secret): SecretDocument {
    if (this.has(name)) throw new PortError("conflict", `The secret already has the entry ${name}.`);
    return this.#edit(name, value.reveal());
  }

  /** Keeps the type of the entry: a number stays a number. */
  withNumber(name: string, value: number): SecretDocument {
    const node = this.#entries.get(name);
    if (!node) throw refuse(`has no entry ${name}`);
    return this.#edit(name, node.type === "number" ? value : String(value));
  }

  /** Takes one entry out, with the separator before it, or after it when it is the first. */
  without(name: string): SecretDocument {
    const properties = [...this.#entries.values()].map((value) => value.parent ?? value);
    const at = this.names.indexOf(name);
    const property = properties[at];
    if (!property) throw refuse(`has no entry ${name}`);
    const before = properties[at - 1];
    const start = before ? endOf(before) : property.offset;
    const end = before ? endOf(property) : (properties[1]?.offset ?? endOf(property));
    return new SecretDocument(new Secret(this.#text.slice(0, start) + this.#text.slice(end)));
  }

  content(): Secret {
    return new Secret(this.#text);
  }

  #edit(name: string, value: string | number): SecretDocument {
    const edits = modify(this.#text, [name], value, {});
    return new SecretDocument(new Secret(applyEdits(this.#text, edits)));
  }

  #slice(node: Node): string {
    return this.#text.slice(node.offset, endOf(node));
  }
}
