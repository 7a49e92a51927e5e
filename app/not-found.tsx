import { ErrorPanel } from "#components/shell/error-panel.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";

export default function NotFound() {
  return (
    <div className="px-6">
      <ErrorPanel
        title="There is no such page"
        requestId={null}
        action={<ButtonLink href="/">To the overview</ButtonLink>}
      >
        The address is wrong, or what it named does not exist. Nothing was changed.
      </ErrorPanel>
    </div>
  );
}
