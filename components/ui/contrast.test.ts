import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const roles = new Map(
  [...css.matchAll(/--color-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/gu)].map((match) => [
    match[1],
    { light: match[2] ?? "", dark: match[3] ?? "" },
  ]),
);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(front: string, back: string, theme: "light" | "dark"): number {
  const [a, b] = [front, back].map((role) => {
    const colour = roles.get(role);
    if (colour === undefined) throw new Error(`globals.css has no colour role ${role}`);
    return luminance(colour[theme]);
  });
  const [high = 0, low = 0] = [a ?? 0, b ?? 0].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["surface", "raised", "sunken"];
const STATUS = ["accent", "ok", "wait", "problem", "info"];

const TEXT_PAIRS = [
  ...["text", "muted", ...STATUS].flatMap((front) => GROUNDS.map((back) => [front, back])),
  ...STATUS.flatMap((role) => ["text", "muted", role].map((front) => [front, `${role}-soft`])),
  ["on-accent", "accent"],
  ["on-accent", "problem"],
  ["on-band", "band"],
  ["surface", "info"],
] as [string, string][];

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(TEXT_PAIRS)("sets %s on %s with a contrast of at least 4.5", (front, back) => {
    expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GROUNDS)("draws the edge of a control on %s with a contrast of at least 3", (back) => {
    expect(contrast("line-strong", back, theme)).toBeGreaterThanOrEqual(3);
  });
});
