import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exposedAddresses } from "./secret-address.ts";

const source = ["env.ts", "optional-settings.ts"]
  .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"))
  .join("");
const NAMES = [...source.matchAll(/^\s+(\w+_API_URL|OP_CONNECT_HOST|OIDC_ISSUER):/gm)].map(
  ([, name = ""]) => name,
);

test("every address of an API, of the vault and of the sign-in is looked at", () => {
  const settings = Object.fromEntries(NAMES.map((name) => [name, "http://system.example.com"]));
  expect(NAMES).toHaveLength(7);
  expect(exposedAddresses(settings)).toEqual(NAMES.toSorted());
  expect(exposedAddresses({ APP_URL: "http://console.example.com" })).toEqual([]);
});

const isExposed = (address: string) => exposedAddresses({ OP_CONNECT_HOST: address }).length > 0;

describe("an address", () => {
  test.each([
    "https://connect.example.com",
    "http://127.0.0.1:8080",
    "http://127.1",
    "http://127.200.3.4/v1",
    "http://[::1]:8080",
    "http://localhost:8080",
    "HTTP://LOCALHOST",
    "",
    "no address",
  ])("%j keeps what is sent to it, or is none", (address) => expect(isExposed(address)).toBe(false));

  test.each([
    "http://connect.example.com",
    "http://10.0.0.7:8080",
    "http://127.example.com",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://localhost@connect.example.com",
    "http://[::ffff:127.0.0.1]",
    "http://0.0.0.0",
    "ftp://localhost",
  ])("%s could be read on its way", (address) => expect(isExposed(address)).toBe(true));
});
