import { isIP } from "node:net";
import { headers } from "next/headers";

/** Address of this request's client. The last one was added by our own proxy; those before it are the client's claim. */
export async function clientAddress(): Promise<string | null> {
  const forwardedFor = (await headers()).get("x-forwarded-for");
  const last = forwardedFor
    ?.split(",")
    .at(-1)
    ?.trim()
    .replace(/^::ffff:/, "");
  return last && isIP(last) !== 0 ? last : null;
}
