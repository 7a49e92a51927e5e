import { classNames } from "./class-names.ts";

export type ButtonVariant = "primary" | "secondary" | "danger" | "quiet";
export type ButtonSize = "small" | "medium";

const VARIANT: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:brightness-110",
  secondary: "border-line-strong bg-raised text-text hover:bg-sunken",
  danger: "border-transparent bg-problem text-on-accent hover:brightness-110",
  quiet: "border-transparent text-muted hover:bg-sunken hover:text-text",
};

const SIZE: Record<ButtonSize, string> = {
  small: "min-h-6 px-2 py-px text-sm",
  medium: "min-h-8 px-3 py-1 text-base",
};

/** One look for buttons and for links that act as the next step. */
export function buttonStyle(variant: ButtonVariant, size: ButtonSize): string {
  return classNames(
    "inline-flex items-center justify-center gap-2 rounded-sm border font-medium print:hidden",
    "disabled:border-line disabled:bg-sunken disabled:text-muted disabled:brightness-100",
    "aria-disabled:cursor-progress aria-disabled:brightness-100",
    VARIANT[variant],
    SIZE[size],
  );
}
