"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { THEME_COOKIE, type Theme } from "./theme.ts";

const CHOICES = [
  { theme: "light", label: "Light", icon: Sun },
  { theme: "dark", label: "Dark", icon: Moon },
  { theme: "system", label: "System", icon: Monitor },
] as const;

const ONE_YEAR = 31_536_000;

function apply(theme: Theme) {
  // The server reads the cookie, so the first paint of the next page already has the right theme.
  document.cookie = `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${ONE_YEAR}; SameSite=Lax`;
  document.documentElement.dataset["theme"] = theme;
}

export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [current, setCurrent] = useState(initial);
  return (
    <fieldset className="flex rounded-sm border border-line">
      <legend className="sr-only">Theme</legend>
      {CHOICES.map(({ theme, label, icon: Icon }) => (
        <button
          key={theme}
          type="button"
          title={label}
          aria-label={`${label} theme`}
          aria-pressed={current === theme}
          onClick={() => {
            apply(theme);
            setCurrent(theme);
          }}
          className="inline-flex size-6 items-center justify-center text-muted hover:text-text aria-pressed:bg-sunken aria-pressed:text-text"
        >
          <Icon aria-hidden="true" size={14} />
        </button>
      ))}
    </fieldset>
  );
}
