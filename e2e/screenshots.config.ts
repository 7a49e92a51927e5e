import { defineConfig } from "@playwright/test";
import tests from "../playwright.config.ts";
import type { CompanyOption } from "./support/test.ts";

/** `npm run screenshots`: the same company and browser, and one way through the console that leaves pictures. */
export default defineConfig<object, CompanyOption>({
  ...tests,
  testDir: ".",
  outputDir: "../test-results",
  globalSetup: "./support/state-folder.ts",
  projects: [
    {
      name: "screenshots",
      testMatch: "screenshots.ts",
      use: { companyName: "pictured", timeCompression: 2_880 },
    },
  ],
});
