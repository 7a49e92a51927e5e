import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError } from "./api-error.ts";
import type { Action, AwsService } from "./define-action.ts";
import type { Faults } from "./faults.ts";
import { type Call, protocolOf } from "./protocol.ts";

const BODY_LIMIT = 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > BODY_LIMIT)
      throw new ApiError("RequestEntityTooLargeException", "The request is too large.", 413);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function find(services: AwsService[], { target, action: name }: Call, headers: IncomingHttpHeaders): Action {
  const service = services.find((one) => one.target === target);
  const action = service && Object.hasOwn(service.actions, name) ? service.actions[name] : undefined;
  if (!action)
    throw new ApiError("UnknownOperationException", `This endpoint has no action ${target}.${name}.`);
  if (!headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) {
    throw new ApiError("MissingAuthenticationTokenException", "The request is not signed.", 403);
  }
  return action;
}

type Fate = "answered" | "lost" | "hung" | { garbage: string };

/** Applies the faults of one call before it is performed; what they leave to happen to it afterwards, or instead. */
async function suffer(faults: Faults, name: string): Promise<Fate> {
  let fate: Fate = "answered";
  for (const fault of faults.take(name)) {
    if (fault.kind === "delay") await delay(fault.milliseconds);
    if (fault.kind === "throttle") throw new ApiError("ThrottlingException", "Rate exceeded");
    if (fault.kind === "server-error") throw new ApiError("InternalServiceError", "Try again later.", 500);
    if (fault.kind === "access-denied") {
      throw new ApiError("AccessDeniedException", `User is not authorized to perform: ${name}`);
    }
    if (fault.kind === "garbage") fate = { garbage: fault.body };
    if (fault.kind === "hang") fate = "hung";
    if (fault.kind === "lose-answer") fate = "lost";
  }
  return fate;
}

async function answer(
  services: AwsService[],
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const protocol = protocolOf(request.headers);
  const requestId = randomUUID();
  const send = (status: number, body: string) => {
    response.writeHead(status, {
      "content-type": protocol.contentType,
      "x-amzn-requestid": requestId,
      "cache-control": "no-store",
    });
    response.end(body);
  };
  try {
    const call = protocol.decode(request.headers, await readBody(request));
    const action = find(services, call, request.headers);
    const input = call.input();
    const fate = await suffer(faults, call.action);
    if (fate === "hung") return;
    if (typeof fate === "object") return send(200, fate.garbage);
    const output = await action(input);
    if (fate === "lost") request.socket.destroy();
    else send(200, protocol.encode(call.action, output, requestId));
  } catch (error) {
    if (error instanceof ApiError) return send(error.status, protocol.encodeError(error, requestId));
    console.error("The AWS sandbox failed while answering:", error);
    const failed = { type: "InternalServiceError", message: "The sandbox failed; see its log." };
    send(500, protocol.encodeError(failed, requestId));
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
