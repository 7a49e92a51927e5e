import { ApiError } from "./api-error.ts";

/** A page of a list, and the token for the next one. The token is the position, opaque to the caller. */
export function page<Item>(
  items: Item[],
  options: { size: number; token: string | undefined; invalidType: string },
): { items: Item[]; next: string | undefined } {
  const start =
    options.token === undefined ? 0 : Number(Buffer.from(options.token, "base64url").toString("utf8"));
  if (!Number.isInteger(start) || start < 0) {
    throw new ApiError(options.invalidType, "The page token is not one that this endpoint gave out.");
  }
  const end = start + options.size;
  const next = end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined;
  return { items: items.slice(start, end), next };
}
