/** Settings with an address that is sent a key, a token or a password. */
const NAMES = [
  "DATADOG_API_URL",
  "GITHUB_API_URL",
  "OIDC_ISSUER",
  "OP_CONNECT_HOST",
  "PAGERDUTY_API_URL",
  "SENTRY_API_URL",
  "SLACK_API_URL",
];
/** Of a parsed address, whose IPv4 host has four parts however it was written. */
const LOOPBACK = /^(127(\.\d+){3}|\[::1\]|localhost)$/;

/** Names of those on whose way a secret could be read: not https, and not http on this machine. What is no address is left out. */
export function exposedAddresses(settings: Record<string, string | undefined>): string[] {
  return NAMES.filter((name) => {
    const address = URL.parse(settings[name] ?? "");
    return address !== null && !keepsSecrets(address);
  });
}

function keepsSecrets({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
}
