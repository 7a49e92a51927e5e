export interface CompanyOptions {
  /** Everything that lasts is kept here. */
  stateDir: string;
  /** Port of the console on 127.0.0.1; its address is http://localhost:<port>, whether it runs or not. */
  port: number;
  /** Patients with a phone, when the data is made; 1,234 when absent. */
  rows?: number | undefined;
  hostile?: boolean | undefined;
  fresh?: boolean;
  /** Requests per second to the platform; 20 when absent, 0 for none. */
  trafficPerSecond?: number;
  /** How many times faster waiting periods and the days of backups pass; 1 when absent. */
  timeCompression?: number;
  console: boolean;
  worker: boolean;
  say?: (line: string) => void;
  /** Gives up starting. */
  signal?: AbortSignal;
}
