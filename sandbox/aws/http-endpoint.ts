import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError } from "./api-error.ts";
import type { Action, AwsService } from "./define-action.ts";
import type { Faults } from "./faults.ts";

const BODY_LIMIT = 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > BODY_LIMIT)
      throw new ApiError("RequestEntityTooLargeException", "The request is too large.", 413);
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
  } catch {
    throw new ApiError("SerializationException", "The request body is not JSON.");
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.1",
    "x-amzn-requestid": randomUUID(),
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(body));
}

function find(services: AwsService[], request: IncomingMessage): { name: string; action: Action } {
  const [target = "", name = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
  const service = services.find((one) => one.target === target);
  const action = service && Object.hasOwn(service.actions, name) ? service.actions[name] : undefined;
  if (!action)
    throw new ApiError("UnknownOperationException", `This endpoint has no action ${target}.${name}.`);
  if (!request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) {
    throw new ApiError("MissingAuthenticationTokenException", "The request is not signed.", 403);
  }
  return { name, action };
}

/** Applies the faults of one call before it is performed; true when its answer has to be lost afterwards. */
async function suffer(faults: Faults, name: string): Promise<boolean> {
  let lose = false;
  for (const fault of faults.take(name)) {
    if (fault.kind === "delay") await delay(fault.milliseconds);
    if (fault.kind === "throttle") throw new ApiError("ThrottlingException", "Rate exceeded");
    if (fault.kind === "server-error") throw new ApiError("InternalServiceError", "Try again later.", 500);
    if (fault.kind === "access-denied") {
      throw new ApiError("AccessDeniedException", `User is not authorized to perform: ${name}`);
    }
    if (fault.kind === "lose-answer") lose = true;
  }
  return lose;
}

async function answer(
  services: AwsService[],
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { name, action } = find(services, request);
    const input = await readBody(request);
    const lose = await suffer(faults, name);
    const output = await action(input);
    if (lose) request.socket.destroy();
    else send(response, 200, output ?? {});
  } catch (error) {
    if (error instanceof ApiError)
      send(response, error.status, { __type: error.type, message: error.message });
    else {
      console.error("The AWS sandbox failed while answering:", error);
      send(response, 500, { __type: "InternalServiceError", message: "The sandbox failed; see its log." });
    }
  }
}

/** Serves the services on 127.0.0.1; resolves when the port is open. */
export async function serveAws(port: number, services: AwsService[], faults: Faults): Promise<Server> {
  const server = createServer((request, response) => void answer(services, faults, request, response));
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return server;
}
