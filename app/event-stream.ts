import "server-only";
import { currentActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";

const KEEP_ALIVE_MS = 15_000;
const SESSION_CHECK_MS = 60_000;
const NOTHING_OPEN = (): void => undefined;

/** Server-sent "changed" signals, without content: what changed is read through the ordinary, permitted ways. */
export async function eventStream(request: Request): Promise<Response> {
  if (!(await currentActor())) return new Response("Sign in first.", { status: 401 });
  const encoder = new TextEncoder();
  let close = NOTHING_OPEN;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const unsubscribe = web().changes.subscribe((topic) => send(`data: ${topic}\n\n`));
      const keepAlive = setInterval(() => send(": still here\n\n"), KEEP_ALIVE_MS);
      // A stream must not outlive the session that opened it: the browser reconnects and is judged again.
      const expiry = setTimeout(() => close(), SESSION_CHECK_MS);
      close = () => {
        unsubscribe();
        clearInterval(keepAlive);
        clearTimeout(expiry);
        close = NOTHING_OPEN;
        try {
          controller.close();
        } catch {
          // The browser has closed it already.
        }
      };
      // What changed between the page's rendering and this subscription is asked for now.
      send("retry: 1000\ndata: connected\n\n");
    },
    cancel: () => close(),
  });
  request.signal.addEventListener("abort", () => close());
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    },
  });
}
