/**
 * An AWS account with the platform in it, prepared through AWS's own API wherever the endpoint has the call. The contracts
 * know nothing else of it.
 */
export interface AwsWorld {
  connection: {
    region: string;
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  cluster: string;
  /** Runs at least one task whose container is given ENCRYPTION_KEY_V1 and ENCRYPTION_CURRENT_VERSION of the secret. */
  service: string;
  secretId: string;
  /** A container image that the cluster can run. */
  image: string;
  subnets: string[];
  securityGroups: string[];
}

/** The account as soon as it is prepared: contracts are declared before that. */
export type Account = () => AwsWorld;

export const CONTRACT_REGION = "eu-central-1";
export const CONTRACT_CREDENTIALS = { accessKeyId: "contract", secretAccessKey: "contract" };
