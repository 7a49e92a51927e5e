const POINTER = "pointer";
const NOTHING = 0n;

/** The functions of OpenSSL's EVP interface that AES-256-GCM takes. Addresses are of the caller's own buffers. */
export interface Evp {
  addressOf(buffer: Buffer): bigint;
  /** A context that holds the key until the process ends. */
  newContext(key: Buffer, sealing: boolean): bigint;
  setNonce(context: bigint, nonce: bigint): number;
  update(context: bigint, into: bigint, written: bigint, from: bigint, length: number): number;
  final(context: bigint, into: bigint, written: bigint): number;
  control(context: bigint, command: number, length: number, argument: bigint): number;
}

let evp: Evp | undefined;

/** Binds the OpenSSL that this Node runs on. Throws where Node has no `node:ffi` or hides OpenSSL's symbols. */
export function loadEvp(): Evp {
  return (evp ??= bind());
}

function bind(): Evp {
  // Not an import: Node warns that the module is experimental, which only those shall read who use it.
  const ffi = process.getBuiltinModule("node:ffi");
  const { functions } = ffi.dlopen(null, {
    EVP_aes_256_gcm: { arguments: [], return: POINTER },
    EVP_CIPHER_CTX_new: { arguments: [], return: POINTER },
    EVP_CipherInit_ex: { arguments: [POINTER, POINTER, POINTER, POINTER, POINTER, "int32"], return: "int32" },
    EVP_CipherUpdate: { arguments: [POINTER, POINTER, POINTER, POINTER, "int32"], return: "int32" },
    EVP_CipherFinal_ex: { arguments: [POINTER, POINTER, POINTER], return: "int32" },
    EVP_CIPHER_CTX_ctrl: { arguments: [POINTER, "int32", "int32", POINTER], return: "int32" },
  });
  const init = functions.EVP_CipherInit_ex;
  return {
    addressOf: (buffer) => ffi.getRawPointer(buffer),
    newContext: (key, sealing) => {
      const context = functions.EVP_CIPHER_CTX_new();
      const direction = sealing ? 1 : 0;
      const ready =
        key.length === 32 &&
        context !== NOTHING &&
        init(context, functions.EVP_aes_256_gcm(), NOTHING, ffi.getRawPointer(key), NOTHING, direction) === 1;
      if (!ready) throw new Error("OpenSSL refused the key: run the job again without --cipher bound.");
      return context;
    },
    setNonce: (context, nonce) => init(context, NOTHING, NOTHING, NOTHING, nonce, -1),
    update: functions.EVP_CipherUpdate,
    final: functions.EVP_CipherFinal_ex,
    control: functions.EVP_CIPHER_CTX_ctrl,
  };
}
