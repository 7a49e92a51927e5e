"use client";

import { ErrorPanel } from "#components/shell/error-panel.tsx";
import { Button } from "#components/ui/button.tsx";

interface ConsoleErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ConsoleError({ error, reset }: ConsoleErrorProps) {
  return (
    <div>
      <ErrorPanel
        title="This page could not be shown"
        requestId={error.digest ?? null}
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        Nothing was changed by this. A rotation that is under way goes on in the worker.
      </ErrorPanel>
    </div>
  );
}
