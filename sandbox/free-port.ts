import { createServer } from "node:net";

function listenOnce(port: number): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : port));
    });
  });
}

/** A port that was free on 127.0.0.1 a moment ago: `preferred` when it is free, else any (0 asks for any). */
export async function freePort(preferred = 0): Promise<number> {
  return preferred === 0 ? listenOnce(0) : listenOnce(preferred).catch(() => listenOnce(0));
}

/** The first free port on 127.0.0.1 from `first` upwards, within 50. */
export async function nextFreePort(first: number): Promise<number> {
  for (let port = first; port < first + 50 && port < 65_536; port += 1) {
    const found = await listenOnce(port).catch(() => null);
    if (found !== null) return found;
  }
  throw new Error(`Ports ${first} to ${first + 49} are taken; set PORT to a free one.`);
}
