import { web } from "#lib/runtime/web.ts";
import { healthResponse } from "./health-response.ts";

/** For load balancers and monitors: whether the console reaches its database, and whether anybody does the work. */
export function GET(): Promise<Response> {
  return healthResponse(web().db);
}
