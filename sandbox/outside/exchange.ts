export interface OutsideRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface OutsideAnswer {
  status: number;
  headers?: Record<string, string>;
  body: { json: unknown } | { html: string } | { text: string };
}

/** Answers the requests below its own path; null when there is nothing at that path. */
export type Handler = (request: OutsideRequest) => OutsideAnswer | null;

export function json(status: number, body: unknown): OutsideAnswer {
  return { status, body: { json: body } };
}

/** The request's body as JSON; undefined when it is none. */
export function parseBody({ body }: OutsideRequest): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
