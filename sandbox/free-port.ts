import { createServer } from "node:net";

/** A port that was free on 127.0.0.1 a moment ago; `preferred` when it is free. */
export async function freePort(preferred = 0): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((done, fail) => {
      const server = createServer();
      server.once("error", fail);
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => done(typeof address === "object" && address ? address.port : port));
      });
    });
  return preferred === 0 ? listen(0) : listen(preferred).catch(() => listen(0));
}
