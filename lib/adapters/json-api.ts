import type { z } from "zod";
import { PortError } from "#lib/ports/port-error.ts";

export interface JsonApiConfig {
  /** Named in errors. */
  name: string;
  url: string;
  /** The setting that holds `url`, named in errors. */
  urlSetting: string;
  /** Sent with every request; they carry the credentials. */
  headers: Record<string, string>;
  /** The port's error for a status of 400–499 other than 429; undefined for the general one. */
  refusal: (status: number) => PortError | undefined;
  /** Header of a 429 with the seconds to wait; `retry-after` when absent. */
  retryAfter?: string;
  /** Of one request, its answer included; 10,000 when absent. */
  timeoutMs?: number;
}

export interface JsonRequest<Schema extends z.ZodType> {
  method: "GET" | "POST" | "DELETE";
  /** Below the API's address, with a leading slash. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  /** What an answer has to look like. One without content is read as null. */
  answer: Schema;
}

export interface JsonAnswer<Schema extends z.ZodType> {
  value: z.output<Schema>;
  headers: Headers;
}

export type JsonApi = <Schema extends z.ZodType>(request: JsonRequest<Schema>) => Promise<JsonAnswer<Schema>>;

const TIMEOUT_MS = 10_000;
const LONGEST_WAIT_S = 3_600;

/**
 * Calls a JSON API over HTTP, each request once. What is not understood is an error, never an empty answer; after a 429 the
 * API is left alone for as long as it asked. Errors are `PortError`s without any text of the answer.
 */
export function connectJsonApi(config: JsonApiConfig): JsonApi {
  let notBefore = 0;
  return async (request) => {
    const wait = Math.ceil((notBefore - performance.now()) / 1_000);
    if (wait > 0) throw throttled(config.name, wait);
    const { response, text } = await send(config, request);
    if (response.status === 429) {
      const seconds = secondsToWait(response.headers.get(config.retryAfter ?? "retry-after"));
      notBefore = performance.now() + seconds * 1_000;
      throw throttled(config.name, seconds);
    }
    if (!response.ok) throw refusal(config, response.status);
    const parsed = request.answer.safeParse(parseJson(text));
    if (parsed.success) return { value: parsed.data, headers: response.headers };
    const message = `What answered is not ${config.name}’s API. Check ${config.urlSetting}, then try again.`;
    throw new PortError("unavailable", message);
  };
}

async function send<Schema extends z.ZodType>(config: JsonApiConfig, request: JsonRequest<Schema>) {
  const { method, path, query = {}, body } = request;
  const url = new URL(`${config.url.replace(/\/+$/, "")}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...config.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would carry the credentials to another host.
      redirect: "error",
      signal: AbortSignal.timeout(config.timeoutMs ?? TIMEOUT_MS),
    });
    return { response, text: await response.text() };
  } catch {
    const message = `${config.name} did not answer in time, or its answer was lost. Try again.`;
    throw new PortError("unavailable", message);
  }
}

function refusal({ name, urlSetting, refusal: ofApi }: JsonApiConfig, status: number): PortError {
  if (status >= 500)
    return new PortError("unavailable", `${name} is not available (status ${status}). Try again.`);
  const message = `${name} refuses the request (status ${status}): check ${urlSetting}.`;
  return ofApi(status) ?? new PortError("invalid", message);
}

/** The port's error of a system that wants no call for so long. */
export function throttled(name: string, seconds: number): PortError {
  const message = `${name} limits the rate of requests. Try again after ${seconds} s.`;
  return new PortError("throttled", message, null, seconds * 1_000);
}

/** 1–3600. A `retry-after` holds seconds, or a date as HTTP allows; a minute when it is absent or is neither. */
export function secondsToWait(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  const until = Number.isNaN(seconds) ? (Date.parse(header ?? "") - Date.now()) / 1_000 : seconds;
  return Math.min(LONGEST_WAIT_S, Math.max(1, Math.ceil(Number.isNaN(until) ? 60 : until)));
}

function parseJson(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
