export type Theme = "light" | "dark" | "system";

export const THEME_COOKIE = "theme";

/** The value of the theme cookie as an attribute for the html element; anything else follows the system. */
export function parseTheme(cookie: string | undefined): Theme {
  return cookie === "light" || cookie === "dark" ? cookie : "system";
}
