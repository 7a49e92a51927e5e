import { ButtonLink } from "../ui/button-link.tsx";
import { Notice } from "../ui/notice.tsx";

interface OpenIssuesProps {
  rotationId: string;
  count: number;
}

/** That the safety period of this rotation has issues which nobody has explained yet; nothing when it has none. */
export function OpenIssues({ rotationId, count }: OpenIssuesProps) {
  if (count === 0) return null;
  return (
    <Notice
      kind="problem"
      title={
        count === 1
          ? "An issue of the safety period is open"
          : `${count} issues of the safety period are open`
      }
      action={
        <ButtonLink href={`/rotations/${rotationId}/steps/safety-period`}>See what was found</ButtonLink>
      }
    >
      The old key stays in the secret until two people have explained what was found.
    </Notice>
  );
}
