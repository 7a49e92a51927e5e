const WORDS = ["encrypt", "decrypt", "error", "fatal", "panic", "critical", "authentication", "key version"];

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** CloudWatch tells cases apart: each word as it is, Capitalized, UPPERCASE, and With Each Word Capitalized. */
function spellings(word: string): Set<string> {
  const eachCapitalized = word.split(" ").map(capitalized).join(" ");
  return new Set([word, capitalized(word), eachCapitalized, word.toUpperCase()]);
}

/** Lets every line through that `isError` can take for an error, but for those with a numeric level alone. */
export const ERROR_FILTER = WORDS.flatMap((word) => [...spellings(word)])
  .map((term) => (term.includes(" ") ? `?"${term}"` : `?${term}`))
  .join(" ");
