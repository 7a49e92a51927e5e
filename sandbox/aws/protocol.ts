import type { IncomingHttpHeaders } from "node:http";
import { ApiError } from "./api-error.ts";
import { toXml } from "./to-xml.ts";

export interface Call {
  /** As in `AwsService.target`. */
  target: string;
  action: string;
  input: () => unknown;
}

/** How requests and answers of a kind of AWS service are written. */
export interface Protocol {
  contentType: string;
  decode: (headers: IncomingHttpHeaders, body: string) => Call;
  encode: (action: string, output: unknown, requestId: string) => string;
  encodeError: (error: { type: string; message: string }, requestId: string) => string;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body || "{}");
  } catch {
    throw new ApiError("SerializationException", "The request body is not JSON.");
  }
}

const json: Protocol = {
  contentType: "application/x-amz-json-1.1",
  decode: (headers, body) => {
    const [target = "", action = ""] = String(headers["x-amz-target"] ?? "").split(".");
    return { target, action, input: () => parseJson(body) };
  },
  encode: (_action, output) => JSON.stringify(output ?? {}),
  encodeError: ({ type, message }) => JSON.stringify({ __type: type, message }),
};

const query: Protocol = {
  contentType: "text/xml",
  decode: (_headers, body) => {
    const { Action = "", Version = "", ...input } = Object.fromEntries(new URLSearchParams(body));
    return { target: Version, action: Action, input: () => input };
  },
  encode: (action, output, RequestId) =>
    toXml({ [`${action}Response`]: { [`${action}Result`]: output, ResponseMetadata: { RequestId } } }),
  // This protocol names its errors without the suffix that the JSON one has.
  encodeError: ({ type, message }, RequestId) =>
    toXml({
      ErrorResponse: {
        Error: { Type: "Sender", Code: type.replace(/Exception$/, ""), Message: message },
        RequestId,
      },
    }),
};

/** The protocol that a request is written in. */
export function protocolOf(headers: IncomingHttpHeaders): Protocol {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ? query : json;
}
