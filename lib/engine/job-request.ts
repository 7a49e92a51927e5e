export interface JobRequest {
  /** Names the start: a process that takes over names the same one, and people's orders stay. */
  start: string;
  rotationId: string | null;
  targetVersion: number;
  batchSize: number;
  connections: number;
  cellsPerSecond: number | null;
}
