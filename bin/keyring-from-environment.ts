import { type Keyring, KeyringError, parseKeyring } from "#lib/crypto/keyring.ts";

type Environment = Record<string, string | undefined>;

/**
 * The keys of a headless command: from Secrets Manager when SECRET_ID is set, from the environment otherwise.
 * Throws KeyringError with what to do.
 */
export async function keyringFromEnvironment(env: Environment): Promise<Keyring> {
  const endpoint = Object.keys(env).find((name) => name.startsWith("AWS_ENDPOINT_URL") && env[name]);
  if (env.APP_ENV === "production" && endpoint) {
    throw new KeyringError(`${endpoint} is set in production: remove it, so that keys come from AWS itself.`);
  }
  return env.SECRET_ID ? parseKeyring(await readSecret(env.SECRET_ID)) : parseKeyring(env);
}

async function readSecret(secretId: string): Promise<Environment> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const client = new SecretsManagerClient({});
  try {
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return stringsOf(text ?? "");
  } catch (error) {
    if (error instanceof KeyringError) throw error;
    const reason = error instanceof Error ? error.name : "unknown error";
    throw new KeyringError(
      `The secret ${secretId} cannot be read (${reason}): check SECRET_ID and the AWS credentials.`,
    );
  } finally {
    client.destroy();
  }
}

function stringsOf(text: string): Environment {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new KeyringError("The secret is not a JSON object: store the keys as its entries.");
  }
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}
