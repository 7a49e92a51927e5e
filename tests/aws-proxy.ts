import { createServer, type IncomingHttpHeaders, request } from "node:http";

export interface AwsCall {
  action: string;
  body: Record<string, unknown>;
}

/** Resolves to false when the call must not be answered, because its caller is dead. */
type Around = (call: AwsCall, forward: () => Promise<void>) => Promise<boolean>;

export interface AwsProxy extends AsyncDisposable {
  url: string;
  /** Called instead of each call; `forward` performs it at the real endpoint. */
  around: Around;
  /** Calls that reached the endpoint. */
  forwarded: AwsCall[];
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const pass: Around = async (_, forward) => {
  await forward();
  return true;
};

/** Stands between a process and an AWS endpoint, so that a test can act before and after any one call. */
export async function startAwsProxy(endpoint: string): Promise<AwsProxy> {
  const server = createServer((incoming, outgoing) => {
    const handle = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array));
      const body = Buffer.concat(chunks);
      const call = callOf(incoming.headers, body.toString());
      let answer: Answer | undefined;
      const isHeard = await proxy.around(call, async () => {
        answer = await send(endpoint, incoming.headers, body);
        proxy.forwarded.push(call);
      });
      if (isHeard && answer) outgoing.writeHead(answer.status, answer.headers).end(answer.body);
      else incoming.socket.destroy();
    };
    handle().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const proxy: AwsProxy = {
    url: `http://127.0.0.1:${port}`,
    around: pass,
    forwarded: [],
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return proxy;
}

/** RDS is asked in forms, every other service in JSON. */
function callOf(headers: IncomingHttpHeaders, text: string): AwsCall {
  const target = headers["x-amz-target"];
  if (typeof target !== "string") {
    const form = Object.fromEntries(new URLSearchParams(text));
    return { action: form["Action"] ?? "", body: form };
  }
  const body = JSON.parse(text || "{}") as Record<string, unknown>;
  return { action: target.split(".").at(-1) ?? "", body };
}

function send(endpoint: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
  return new Promise((done, fail) => {
    const outgoing = request(endpoint, { method: "POST", headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        done({ status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}
