import { defineConfig } from "vitest/config";

const conditions = ["react-server"];

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        ssr: { resolve: { conditions } },
        test: {
          name: "unit",
          include: ["{lib,bin,prisma,sandbox,components,app,tests}/**/*.test.ts"],
          exclude: ["**/*.integration.test.ts", "tests/contract/**"],
        },
      },
      // Needs CONTRACT_ENDPOINT: an AWS endpoint that others wrote. Run by .ci/run, not by npm test.
      {
        ssr: { resolve: { conditions } },
        test: { name: "contract", include: ["tests/contract/*.test.ts"] },
      },
      {
        ssr: { resolve: { conditions } },
        test: {
          name: "integration",
          include: ["{lib,bin,prisma,sandbox}/**/*.integration.test.ts"],
          globalSetup: ["tests/postgres-server.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
