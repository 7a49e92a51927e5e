import { globSync } from "node:fs";
import { join } from "node:path";
import { PROCEDURE } from "#lib/domain/rotation/procedure.ts";

const APP = join(import.meta.dirname, "..", "..", "app");

/** They only lead to another page. */
const REDIRECTS = new Set(["/settings"]);

/** Ids of rows that stand for the parameters of an address. */
export interface Samples {
  rotation: string;
  approval: string;
  /** Sequence number of an audit event. */
  event: string;
  message: string;
}

export interface ListedPage {
  /** Names its pictures: `rotation-step-04-re-encrypt`. */
  name: string;
  /** Its address, where these rows exist. */
  path: (samples: Samples) => string;
}

/** Every page that `app` has, as addresses with their parameters: `/rotations/[id]/steps/[step]`. */
export function routes(folder = APP): string[] {
  return globSync("**/page.tsx", { cwd: folder })
    .map((file) => `/${file.replace(/\/?page\.tsx$/, "")}`.replaceAll(/\/\([^)]+\)/g, "") || "/")
    .filter((route) => !REDIRECTS.has(route))
    .toSorted();
}

const PARAMETERS: Record<string, { name: string; id: (samples: Samples) => string }> = {
  "/rotations/[id]": { name: "rotation", id: ({ rotation }) => rotation },
  "/approvals/[id]": { name: "approval", id: ({ approval }) => approval },
  "/messages/[id]": { name: "message", id: ({ message }) => message },
  "/audit/[seq]": { name: "audit-event", id: ({ event }) => event },
};

function slug(path: string): string {
  return path.replaceAll("/", "-").replace(/^-/, "");
}

function listed(route: string): ListedPage {
  if (route === "/") return { name: "overview", path: () => "/" };
  const prefix = /^\/[^/]+\/\[[^\]]+\]/.exec(route)?.[0];
  if (prefix === undefined) return { name: slug(route), path: () => route };
  const parameter = PARAMETERS[prefix];
  const rest = route.slice(prefix.length);
  if (!parameter || rest.includes("[")) {
    throw new Error(`Say in e2e/support/page-list.ts what stands for the parameters of ${route}.`);
  }
  return {
    name: parameter.name + rest.replaceAll("/", "-"),
    path: (samples) => prefix.replace(/\[.*\]/, parameter.id(samples)) + rest,
  };
}

function steps(): ListedPage[] {
  return PROCEDURE.filter((step) => step.id !== "checklist").map((step, index) => ({
    name: `rotation-step-${String(index + 1).padStart(2, "0")}-${step.id}`,
    path: ({ rotation }) => `/rotations/${rotation}/steps/${step.id}`,
  }));
}

/**
 * Every page of the console, derived from the folders of `app` and the steps of the procedure: a page that somebody adds is
 * looked at by the tests and has its picture taken without being listed anywhere.
 */
export function listPages(folder = APP): ListedPage[] {
  return routes(folder).flatMap((route) =>
    route === "/rotations/[id]/steps/[step]" ? steps() : [listed(route)],
  );
}
