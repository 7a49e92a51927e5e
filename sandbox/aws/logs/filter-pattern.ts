import { ApiError } from "../api-error.ts";

const TERM = /([?-]?)(?:"([^"]*)"|([^\s"]+))/g;

/**
 * The unstructured filter patterns of CloudWatch Logs, case-sensitive: every plain term, none of the `-terms`, and one of
 * the `?terms` when there are no plain ones, which is also how CloudWatch reads a mixture.
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  if (/^\s*[{[%]/.test(pattern)) {
    throw new ApiError("InvalidParameterException", "This sandbox knows unstructured filter patterns only.");
  }
  const terms = { "": [] as string[], "?": [] as string[], "-": [] as string[] };
  for (const [, sign = "", quoted, plain] of pattern.matchAll(TERM)) {
    const list = sign === "?" ? terms["?"] : sign === "-" ? terms["-"] : terms[""];
    list.push(quoted ?? plain ?? "");
  }
  const wanted = terms[""];
  const optional = wanted.length > 0 ? [] : terms["?"];
  return (text) =>
    wanted.every((term) => text.includes(term)) &&
    !terms["-"].some((term) => text.includes(term)) &&
    (optional.length === 0 || optional.some((term) => text.includes(term)));
}
