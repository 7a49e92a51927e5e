import { crc32, deflateSync, inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { palettePng } from "../e2e/support/palette-png.ts";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of true colour; `lines` begin with their filter. */
function trueColour(width: number, lines: number[][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(lines.length, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(lines.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Colours of a picture with a palette and unfiltered lines, as `rrggbb`. */
function colours(png: Buffer, width: number): string[][] {
  const parts = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    parts.set(png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [palette, lines] = [
    parts.get("PLTE") ?? Buffer.alloc(0),
    inflateSync(parts.get("IDAT") ?? Buffer.alloc(0)),
  ];
  const rows = Array.from({ length: lines.length / (width + 1) }, (_, row) =>
    lines.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)),
  );
  return rows.map((row) => [...row].map((place) => palette.toString("hex", place * 3, place * 3 + 3)));
}

describe("a picture with a palette", () => {
  test("has the same pixels, whichever filter its lines were written with", () => {
    const red = [255, 0, 0];
    const png = trueColour(2, [
      [0, ...red, 0, 0, 255],
      [1, ...red, 0, 255, 0],
      [2, 0, 0, 0, 1, 2, 3],
      [3, 128, 0, 0, 0, 0, 0],
      [4, 1, 1, 1, 0, 0, 0],
    ]);
    expect(colours(palettePng(png), 2)).toEqual([
      ["ff0000", "0000ff"],
      ["ff0000", "ffff00"],
      ["ff0000", "000103"],
      ["ff0000", "7f0001"],
      ["000101", "000101"],
    ]);
  });

  test("keeps its frequent colours exactly when it has more than fit", () => {
    const noise = Array.from({ length: 400 }, (_, index) => [
      index % 256,
      (index * 7) % 256,
      (index * 13) % 256,
    ]);
    const ground = Array.from({ length: 600 }, () => [250, 250, 248]);
    const [row = []] = colours(palettePng(trueColour(1000, [[0, ...[...ground, ...noise].flat()]])), 1000);
    expect(new Set(row).size).toBeLessThanOrEqual(256);
    expect(row.slice(0, 600).every((colour) => colour === "fafaf8")).toBe(true);
  });
});
