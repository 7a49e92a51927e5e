import { classNames } from "../ui/class-names.ts";

export type Environment = "production" | "staging" | "drill" | "sandbox";

const BAND: Record<Environment, string> = {
  production: "bg-band",
  staging: "bg-info",
  drill: "bg-wait-soft band-hatched [--band-stripe:var(--color-wait)]",
  sandbox: "bg-sunken band-hatched [--band-stripe:var(--color-line-strong)]",
};

const LABEL: Record<Environment, string> = {
  production: "bg-band text-on-band",
  staging: "bg-info text-surface",
  drill: "bg-wait-soft text-wait",
  sandbox: "bg-sunken text-text",
};

interface EnvBandProps {
  environment: Environment;
  /** What the console is connected to, e.g. "restartix-prod". */
  target: string;
}

export function EnvBand({ environment, target }: EnvBandProps) {
  return (
    <div
      className={classNames(
        "flex h-6 items-center px-4 text-xs print:border-b forced-colors:border-b",
        BAND[environment],
      )}
    >
      <p className={classNames("flex h-full min-w-0 items-center gap-3 px-2", LABEL[environment])}>
        <strong className="font-semibold tracking-widest uppercase">{environment}</strong>
        <span className="truncate font-mono">{target}</span>
      </p>
    </div>
  );
}
