import { Notice } from "../ui/notice.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

/** Without a worker nothing is checked or performed; what people decide meanwhile is kept. */
export function WorkerSilence({ since }: { since: string | null }) {
  if (since === null) return null;
  return (
    <Notice kind="problem" title="No worker is there">
      {since === "never" ? (
        "None has ever sent a heartbeat."
      ) : (
        <>
          The last heartbeat came <Timestamp at={since} />.
        </>
      )}{" "}
      Start it: until then nothing is checked or performed. What you decide here is kept and done then.
    </Notice>
  );
}
