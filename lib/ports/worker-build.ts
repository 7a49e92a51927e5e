/** Which build of the product a worker runs. */
export interface WorkerBuild {
  /** Of package.json. */
  version: string;
  /** `sha256:…` of the container image, or of the source files where there is no image. */
  digest: string;
}

/** A worker that sent its heartbeat within the last minute. */
export interface LiveWorker extends WorkerBuild {
  id: string;
  heartbeatAgeMs: number;
}
