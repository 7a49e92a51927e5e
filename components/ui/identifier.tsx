import { Fragment } from "react";

/** A long name in code type that breaks only after its dots, dashes, slashes and underscores. */
export function Identifier({ name }: { name: string }) {
  const parts = name.split(/(?<=[._/:-])/u);
  return (
    <code className="wrap-normal">
      {parts.map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the parts of one name never change their order
        <Fragment key={index}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </code>
  );
}
