/** A monitor outside the company's systems, which raises an alarm when it has not been pinged for a while. */
export interface OutsideCheck {
  /** Says that the scheduler has looked at the calendar. Throws a `PortError` when the monitor did not take it. */
  ping: () => Promise<void>;
}
