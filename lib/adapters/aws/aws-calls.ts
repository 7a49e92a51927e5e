import { PortError } from "#lib/ports/port-error.ts";
import type { AwsService } from "./aws-service.ts";
import { translateError } from "./translate-error.ts";

/** Calls of one adapter: what they throw, and what they demand of an answer. */
export interface AwsCalls {
  attempt: <T>(action: string, send: () => Promise<T>) => Promise<T>;
  /** A part that every answer of AWS has. Without it something else answered, which must not read as "nothing there". */
  demand: <T>(part: T | undefined, action: string) => T;
  /** Every item of every page, as they come. */
  items: <Page, Item>(pages: Pages<Page, Item>) => AsyncGenerator<Item>;
  /** Every item of every page. */
  all: <Page, Item>(pages: Pages<Page, Item>) => Promise<Item[]>;
}

interface Pages<Page, Item> {
  action: string;
  /** A paginator of the SDK. */
  pages: AsyncIterable<Page>;
  read: (page: Page) => { items: Item[] | undefined; next: string | undefined };
}

export function callsOf(service: AwsService, resource: string): AwsCalls {
  const failed = (error: unknown, action: string) => translateError(error, service, { action, resource });
  const demand = <T>(part: T | undefined, action: string): T => {
    if (part !== undefined) return part;
    const message = `The answer to ${service.prefix}:${action} is not one of ${service.name}. Check what stands between the worker and AWS, then try again.`;
    throw new PortError("unavailable", message);
  };
  async function* items<Page, Item>({ action, pages, read }: Pages<Page, Item>): AsyncGenerator<Item> {
    let last: string | undefined;
    try {
      for await (const page of pages) {
        const { items: found, next } = read(page);
        yield* demand(found, action);
        // A page that leads to itself would be read for ever.
        if (next !== undefined && next === last) demand(undefined, action);
        last = next;
      }
    } catch (error) {
      throw failed(error, action);
    }
  }
  return {
    demand,
    items,
    attempt: async (action, send) => {
      try {
        return await send();
      } catch (error) {
        throw failed(error, action);
      }
    },
    all: async (pages) => {
      const found = [];
      for await (const item of items(pages)) found.push(item);
      return found;
    },
  };
}
