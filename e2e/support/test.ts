import { join } from "node:path";
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  type Cookie,
  type Page,
} from "@playwright/test";
import { Pool } from "pg";
import { type Company, startCompany } from "#sandbox/company.ts";
import { freePort } from "#sandbox/free-port.ts";
import { type PersonName, signIn } from "./sign-in.ts";
import { Watch } from "./watch.ts";

export interface CompanyOption {
  /** Names the data: a company that starts under a name again continues with it. */
  companyName: string;
  /** How many times faster waiting periods pass. */
  timeCompression: number;
}

interface WorkerFixtures extends CompanyOption {
  company: Company;
  /** The database as its owner sees it. */
  owner: Pool;
  /** Everything that any page of this worker asked for, received and complained about. */
  watch: Watch;
  /** The console's cookies of a person who signs in when first asked for. */
  cookiesOf: (person: PersonName) => Promise<Cookie[]>;
}

interface TestFixtures {
  /** Opens a page in a browser of its own for a person who is signed in. Closed when the test ends. */
  openAs: (person: PersonName, options?: BrowserContextOptions) => Promise<Page>;
}

/** The console as it is built for production, with the whole company around it, for the tests of one worker. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  companyName: ["", { scope: "worker", option: true }],
  timeCompression: [1, { scope: "worker", option: true }],
  company: [
    async ({ companyName, timeCompression }, use) => {
      const folder = process.env["KEYTURN_E2E_STATE"];
      if (!folder) throw new Error("Run these tests with `npx playwright test`.");
      const company = await startCompany({
        stateDir: join(folder, companyName),
        port: await freePort(),
        console: true,
        worker: true,
        timeCompression,
        say: (line) => {
          if (!/deprecat/i.test(line)) process.stdout.write(`  ${line}\n`);
        },
      });
      await use(company);
      await company.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  owner: [
    async ({ company }, use) => {
      const pool = new Pool({ connectionString: company.databaseUrls.restartix_owner, max: 2 });
      await use(pool);
      await pool.end();
    },
    { scope: "worker" },
  ],
  watch: [
    async ({ company }, use) => use(new Watch([company.urls.console, company.urls.issuer])),
    { scope: "worker" },
  ],
  cookiesOf: [
    async ({ browser, company }, use) => {
      const sessions = new Map<PersonName, Promise<Cookie[]>>();
      await use((person) => {
        const cookies = sessions.get(person) ?? signIn(browser, company.urls.console, person);
        sessions.set(person, cookies);
        return cookies;
      });
    },
    { scope: "worker" },
  ],
  openAs: async ({ browser, company, watch, cookiesOf }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person, options = {}) => {
      const context = await browser.newContext({ ...options, baseURL: company.urls.console });
      contexts.push(context);
      await context.addCookies(await cookiesOf(person));
      await watch.observe(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  page: async ({ browser, company, watch }, use) => {
    const context = await browser.newContext({ baseURL: company.urls.console });
    await watch.observe(context);
    await use(await context.newPage());
    await context.close();
  },
});

export { expect } from "@playwright/test";
