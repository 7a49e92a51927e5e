import { array, assert, option, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { CellPacker, PackedCells } from "./packed-cells.ts";

const cells = array(option(uint8Array({ maxLength: 60 })), { maxLength: 40 });

test("every value that is packed comes back as it was, NULL and the empty one too", () => {
  assert(
    property(cells, (values) => {
      const packer = new CellPacker(values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 0));
      for (const value of values) {
        if (value === null) packer.addNull();
        else packer.add(value.length).set(value);
      }
      const packed = new PackedCells(packer.packed());
      const back = values.map((_, index) => packed.at(index));
      expect(back.map((value) => value && [...value])).toEqual(values.map((value) => value && [...value]));
      expect(packed.at(values.length)).toBeNull();
    }),
  );
});
