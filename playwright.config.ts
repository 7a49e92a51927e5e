import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/support/find-browser.ts";
import type { CompanyOption } from "./e2e/support/test.ts";

/** One company at a time on a small machine: the projects take turns, and the pages are read where a rotation has ended. */
export default defineConfig<object, CompanyOption>({
  testDir: "e2e",
  outputDir: "test-results",
  globalSetup: "./e2e/support/state-folder.ts",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  // Nothing of a page is kept on disk: a trace or a video could hold what the tests look for.
  use: {
    launchOptions: await findBrowser(),
    trace: "off",
    video: "off",
    screenshot: "off",
    actionTimeout: 20_000,
  },
  projects: [
    { name: "rotation", testMatch: "rotation.spec.ts", use: { companyName: "rotated" } },
    {
      name: "pages",
      testMatch: "pages.spec.ts",
      dependencies: ["rotation"],
      use: { companyName: "rotated" },
    },
    {
      name: "whole",
      testMatch: "whole-procedure.spec.ts",
      use: { companyName: "whole", timeCompression: 40_000 },
    },
    {
      name: "keyboard",
      testMatch: "keyboard.spec.ts",
      dependencies: ["whole"],
      use: { companyName: "whole", timeCompression: 40_000 },
    },
    { name: "schedule", testMatch: "schedule.spec.ts", use: { companyName: "scheduled" } },
    { name: "two-browsers", testMatch: "two-browsers.spec.ts", use: { companyName: "shared" } },
    {
      name: "refusals",
      testMatch: ["refusals.spec.ts", "scope.spec.ts", "sessions.spec.ts"],
      use: { companyName: "refusing" },
    },
  ],
});
