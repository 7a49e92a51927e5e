import { Fragment } from "react";

/** Text whose long names may break after their dots, dashes, slashes and underscores, and nowhere else. */
export function SoftBreaks({ text }: { text: string }) {
  return text.split(/(?<=[._/:-])/u).map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- the parts of one text never change their order
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
