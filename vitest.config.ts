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
          // On a busy machine the exhaustive ones take longer than the default of five seconds.
          testTimeout: 30_000,
        },
      },
      // The contract that sandbox/aws/contract.integration.test.ts tells to the sandbox, told to moto: needs CONTRACT_ENDPOINT, run by .ci/run.
      {
        ssr: { resolve: { conditions } },
        test: { name: "contract", include: ["tests/contract/*.test.ts"] },
      },
      {
        ssr: { resolve: { conditions } },
        test: {
          name: "integration",
          include: ["{lib,app,bin,prisma,sandbox}/**/*.integration.test.ts"],
          globalSetup: ["tests/postgres-server.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
