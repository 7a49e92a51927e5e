import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "#lib/domain/secret.ts";
import { SecretDocument } from "./secret-document.ts";

const open = (text: string) => new SecretDocument(new Secret(text));
const NEW = "ENCRYPTION_KEY_V2";
const value = new Secret("ab".repeat(32));

/** JSON objects as people and tools write them: any names, any values, uneven spacing, escapes. */
const spacing = fc.constantFrom("", " ", "\n  ", "\t", "\r\n");
const name = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => text !== NEW);
const unevenObject = fc
  .uniqueArray(fc.tuple(name, fc.jsonValue({ maxDepth: 2 }), spacing, spacing), {
    selector: ([key]) => key,
    maxLength: 8,
  })
  .map((entries) => {
    const inner = entries.map(
      ([key, json, a, b]) => `${a}${JSON.stringify(key)}${b}:${a}${JSON.stringify(json)}${b}`,
    );
    return `{${inner.join(",")}}`;
  });

test("adding an entry inserts its text at one place and changes no other byte", () => {
  fc.assert(
    fc.property(unevenObject, spacing, (object, around) => {
      const text = `${around}${object}${around}`;
      const edited = open(text).withAdded(NEW, value).content().reveal();
      const at = edited.indexOf(`"${NEW}"`);
      const inserted = `"${NEW}": "${value.reveal()}"`;
      const rest = edited.slice(0, at) + edited.slice(at + inserted.length);
      expect(edited.slice(at, at + inserted.length)).toBe(inserted);
      expect(rest.length - text.length).toBe(open(text).names.length === 0 ? 0 : 1);
      expect(Object.entries(JSON.parse(edited) as object)).toEqual(
        Object.entries({ ...(JSON.parse(text) as object), [NEW]: value.reveal() }),
      );
    }),
  );
});

test("removing an entry cuts out its text with one comma and changes no other byte", () => {
  fc.assert(
    fc.property(unevenObject, spacing, fc.nat(), (object, around, pick) => {
      const text = `${around}${object}${around}`;
      const names = open(text).names;
      const gone = names[pick % names.length];
      fc.pre(gone !== undefined);
      const edited = open(text)
        .without(gone ?? "")
        .content()
        .reveal();
      const parsed = JSON.parse(text) as object;
      const rest = Object.entries(parsed).filter(([key]) => key !== gone);
      expect(Object.entries(JSON.parse(edited) as object)).toEqual(rest);
      const cut = text.length - edited.length;
      const isOneCut = Array.from({ length: edited.length + 1 }, (_, at) => at).some(
        (at) => text.slice(0, at) + text.slice(at + cut) === edited,
      );
      expect(isOneCut).toBe(true);
    }),
  );
});

test("what was added and is removed again leaves the text as it was", () => {
  fc.assert(
    fc.property(unevenObject, (text) => {
      expect(open(text).withAdded(NEW, value).without(NEW).equals(open(text))).toBe(true);
    }),
  );
});

test.each([
  ["the first entry", `{\n  "A": 1,\n  "B": 2\n}`, `{\n  "B": 2\n}`],
  ["the first of a dense text", `{"A":1,"B":2}`, `{"B":2}`],
  ["a middle entry", `{"Z" : 0 ,\t"A": 1 , "B":2}`, `{"Z" : 0 , "B":2}`],
  ["the last entry", `{"B": 2\n  ,"A": "1"\n}\n`, `{"B": 2\n}\n`],
  ["the only entry", ` {\r\n "A": "," }\n`, ` {\r\n  }\n`],
  ["an entry whose name is written with an escape", `{"\\u0041":"},{","B":2}`, `{"B":2}`],
])("%s is removed with the separator that belongs to it", (_, text, expected) => {
  expect(open(text).without("A").content().reveal()).toBe(expected);
});

test("an entry that is not there cannot be removed", () => {
  expect(() => open(`{"B":2}`).without("A")).toThrow(/no entry A/);
});

test("changing the current version replaces its value alone and keeps its type", () => {
  const text = `{ "big": 9007199254740993 ,"ENCRYPTION_CURRENT_VERSION" :\t"1", "n":1.50e+2 }\n`;
  const changed = open(text).withNumber("ENCRYPTION_CURRENT_VERSION", 2).content().reveal();
  expect(changed).toBe(text.replace(`"1"`, `"2"`));
  const number = `{"ENCRYPTION_CURRENT_VERSION":1}`;
  expect(open(number).withNumber("ENCRYPTION_CURRENT_VERSION", 2).content().reveal()).toBe(
    number.replace("1}", "2}"),
  );
});

test.each([
  ["two entries of one name", `{"A":"hunter2","A":"x"}`],
  ["two names that are equal once unescaped", `{"A":"hunter2","\\u0041":"x"}`],
  ["an array", `["hunter2"]`],
  ["a string", `"hunter2"`],
  ["null", "null"],
  ["nothing", ""],
  ["a comment", `{"A":"hunter2" /* B */}`],
  ["a trailing comma", `{"A":"hunter2",}`],
  ["text after the object", `{"A":"hunter2"} {"B":1}`],
  ["an unclosed object", `{"A":"hunter2"`],
  ["a raw line end inside a string", `{"A":"hun\nter2"}`],
  ["a byte order mark", `\uFEFF{"A":"hunter2"}`],
  ["single quotes", `{'A':'hunter2'}`],
  ["more than 64 KB", `{"A":"hunter2${"é".repeat(33_000)}"}`],
])("%s is refused without showing it", (_, text) => {
  expect(() => open(text)).toThrow(expect.objectContaining({ name: "PortError", code: "invalid" }));
  expect(() => open(text)).not.toThrow(/hunter2/);
});

test("an entry that would make the secret too large is refused", () => {
  const nearly = open(`{"A":"${"x".repeat(65_500)}"}`);
  expect(() => nearly.withAdded(NEW, value)).toThrow(/larger than 65536 bytes/);
});

test("an entry that exists is never overwritten by an addition", () => {
  expect(() => open(`{"${NEW}":"mine"}`).withAdded(NEW, value)).toThrow(/already has the entry/);
});
