import { KeyGlyph } from "./key-glyph.tsx";

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-lg font-semibold tracking-tight">
      <KeyGlyph />
      <span className="max-[24rem]:sr-only">Keyturn</span>
    </span>
  );
}
