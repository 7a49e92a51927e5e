import { SoftBreaks } from "./soft-breaks.tsx";

/** A long name in code type. */
export function Identifier({ name }: { name: string }) {
  return (
    <code className="wrap-normal">
      <SoftBreaks text={name} />
    </code>
  );
}
