import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

type Value = Parameters<typeof canonicalJson>[0];

test.each<[string, Value, string]>([
  ["keys are sorted, at every depth", { b: 1, a: { d: 2, c: 3 } }, '{"a":{"c":3,"d":2},"b":1}'],
  [
    "keys are sorted by UTF-16 code unit",
    { "\u{1F600}": 1, "\uFB33": 2, é: 3, a: 4 },
    '{"a":4,"é":3,"\u{1F600}":1,"\uFB33":2}',
  ],
  ["the order of a list is kept", [3, 1, 2], "[3,1,2]"],
  ["absent and undefined are the same, null is not", { a: undefined, b: null }, '{"b":null}'],
  ["numbers have one spelling", [1.0, 1e21, -0, 0.1], "[1,1e+21,0,0.1]"],
  ["strings are escaped as JSON does", 'a"\\\n\u2028', '"a\\"\\\\\\n\u2028"'],
  ["empty containers", { a: [], b: {} }, '{"a":[],"b":{}}'],
])("%s", (_, value, expected) => {
  expect(canonicalJson(value)).toBe(expected);
});

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, shuffled(item)]),
  );
};

test("equal values have equal texts whatever the order of their keys, and the text reads back as the value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value) as Value)).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 500 },
  );
});
