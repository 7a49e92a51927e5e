import type { Provider } from "oidc-provider";

/** Loads the provider without its warning on standard error about Node releases that are not yet marked LTS. */
export async function loadProvider(): Promise<typeof Provider> {
  const { warn } = console;
  console.warn = (text: unknown, ...rest: unknown[]) => {
    if (!String(text).includes("Unsupported runtime")) warn(text, ...rest);
  };
  try {
    return (await import("oidc-provider")).Provider;
  } finally {
    console.warn = warn;
  }
}
