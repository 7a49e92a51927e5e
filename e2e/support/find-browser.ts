import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";
import packaged from "@sparticuz/chromium";

const INSTALLED = [
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** They weaken the very browser protections that the tests rely on. */
const WEAKENING = new Set(["--disable-web-security", "--single-process", "--disable-site-isolation-trials"]);

/** KEYTURN_BROWSER, else a browser of Playwright or of this machine, else the Chromium that npm has brought along. */
export async function findBrowser(): Promise<LaunchOptions> {
  const chosen = process.env["KEYTURN_BROWSER"];
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`KEYTURN_BROWSER names ${chosen}, which does not exist.`);
    return { executablePath: chosen };
  }
  const found = [chromium.executablePath(), ...INSTALLED].find((path) => existsSync(path));
  if (found) return { executablePath: found };
  if (process.platform !== "linux") {
    throw new Error("Install Chrome, or set KEYTURN_BROWSER to the path of a Chromium browser.");
  }
  return {
    executablePath: await packaged.executablePath(),
    args: packaged.args.filter((flag) => !WEAKENING.has(flag)),
  };
}
