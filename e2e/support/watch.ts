import type { BrowserContext, Response } from "@playwright/test";

declare global {
  interface Window {
    reportViolation?: (text: string) => void;
  }
}

const TEXT = /^(text\/(html|x-component|plain)|application\/json)/;

/** Listens to every page of the contexts that it observes. Keeps response bodies in memory only. */
export class Watch {
  readonly #origins: Set<string>;
  readonly #reading = new Set<Promise<void>>();
  /** Bodies of what the console computes: pages, parts of pages and JSON. */
  readonly #bodies: string[] = [];
  readonly foreignRequests = new Set<string>();
  readonly violations: string[] = [];
  readonly pageErrors: string[] = [];

  constructor(addresses: string[]) {
    this.#origins = new Set(addresses.map((address) => new URL(address).origin));
  }

  async observe(context: BrowserContext): Promise<void> {
    await context.exposeFunction("reportViolation", (text: string) => void this.violations.push(text));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        window.reportViolation?.(`${event.violatedDirective} ${event.blockedURI} on ${location.pathname}`);
      });
    });
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "data:" && !this.#origins.has(url.origin)) this.foreignRequests.add(url.origin);
    });
    context.on("weberror", (error) => void this.pageErrors.push(error.error().message));
    context.on("response", (response) => {
      const reading = this.#read(response).finally(() => this.#reading.delete(reading));
      this.#reading.add(reading);
    });
  }

  /** What has been received until now. */
  async bodies(): Promise<readonly string[]> {
    await Promise.all(this.#reading);
    return this.#bodies;
  }

  async #read(response: Response): Promise<void> {
    if (!TEXT.test(response.headers()["content-type"] ?? "") || response.url().includes("/_next/static/"))
      return;
    try {
      this.#bodies.push(await response.text());
    } catch {
      // A redirect has no body, and that of a page which was left meanwhile is gone.
    }
  }
}
