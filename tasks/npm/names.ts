/** What the package is called on npm, in documentation and in README.md. */

/** A text with the names that users of npm write. */
export function withNpmNames(text: string): string {
  return text.replaceAll("@mixtropy/mixtropy", "mixtropy");
}

/** The README of the package: commands as npm runs them, no links to files that it does not have, and no marks of `deno task readme`. */
export function npmReadme(text: string): string {
  return withNpmNames(text)
    .replaceAll(/^<!--.*?-->\n*/gms, "")
    .replaceAll(/<!--.*?-->/gs, "")
    .replaceAll(/^!\[[^\]]*\]\((?!https?:)[^)]*\)\n*/gm, "")
    .replaceAll(/\[([^\]]*)\]\((?!https?:|#)[^)]*\)/g, "$1")
    .replaceAll(/\bdeno run (?:--?[\w-]+(?:=\S+)? )*cli\.ts\b/g, "npx mixtropy");
}
