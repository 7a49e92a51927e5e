import { connect, createServer, type Socket } from "node:net";

export interface DatabaseProxy extends AsyncDisposable {
  port: number;
  /** The next COMMIT reaches the server, and its sender never hears of it. Resolves when that has happened. */
  cutAfterNextCommit(signal: AbortSignal): Promise<void>;
  /** For so long nothing passes, and nobody is told: no reset, no end. */
  blackHole(milliseconds: number): Promise<void>;
}

const COMMIT = Buffer.from("COMMIT\0");

/** Stands between a job and PostgreSQL and does what networks do. */
export async function startDatabaseProxy(databasePort: number): Promise<DatabaseProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let swallowed = false;
  let onCommit: ((client: Socket) => void) | undefined;
  const server = createServer((client) => {
    const database = connect(databasePort, "127.0.0.1");
    const pair: [Socket, Socket] = [client, database];
    pairs.add(pair);
    client.on("data", (bytes: Buffer) => {
      if (swallowed) return;
      database.write(bytes);
      if (bytes.includes(COMMIT)) onCommit?.(client);
    });
    database.on("data", (bytes: Buffer) => {
      if (!swallowed && !client.destroyed) client.write(bytes);
    });
    for (const [one, other] of [pair, [database, client] as const]) {
      one.on("error", () => one.destroy());
      one.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    cutAfterNextCommit: (signal) =>
      new Promise((done) => {
        const end = () => {
          onCommit = undefined;
          done();
        };
        signal.addEventListener("abort", end, { once: true });
        onCommit = (client) => {
          client.destroy();
          end();
        };
      }),
    blackHole: async (milliseconds) => {
      swallowed = true;
      await new Promise((done) => setTimeout(done, milliseconds));
      // What was swallowed is gone for good, so that these connections are of no more use.
      for (const [client, database] of pairs) {
        client.destroy();
        database.destroy();
      }
      swallowed = false;
    },
    [Symbol.asyncDispose]: async () => {
      for (const [client] of pairs) client.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
