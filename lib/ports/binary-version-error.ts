import { PortError } from "./port-error.ts";

/** A version of the secret was read, and is binary: it has no entries. No other failure to read one proves that. */
export class BinaryVersionError extends PortError {
  constructor(message: string) {
    super("invalid", message);
  }
}
