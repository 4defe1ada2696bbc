/** What the package is called on npm, in documentation and in README.md. */

/** The guides that the package has, beside its README. */
export const guides: readonly string[] = ["command-line", "estimators", "formats", "install"]
  .map((name) => `docs/${name}.md`);

/** Where the package has the data of the README. */
const penguins = "examples/penguins.csv";

/** What the README shows beside the guides, as it is in the repository. */
export const shown: readonly string[] = [
  penguins,
  "docs/images/bounds.svg",
  "docs/images/bills.svg",
];

/** A text with the names that users of npm write; what Deno adds from JSR has its own. */
export function withNpmNames(text: string): string {
  return text.replaceAll(/(?<!jsr:)@mixtropy\/mixtropy/g, "mixtropy");
}

/**
 * The README of the package, or a guide: commands as npm runs them, data where npm puts it, nothing about clones of the
 * repository, no links to files that the package does not have, and no marks of `deno task readme`.
 */
export function npmDocument(name: string, text: string): string {
  const has = ["README.md", "LICENSE", ...guides, ...shown];
  /** What a link of the repository is in the package, if it leads anywhere there. */
  const linkOf = (to: string): string | undefined => {
    if (/^(https?:|#)/.test(to)) return to;
    const file = new URL(to, `file:///${name}`).pathname.slice(1);
    if (has.includes(file)) return to;
    // they lie beside the README of the package
    const schema = /^docs\/(\w+\.schema\.json)$/.exec(file)?.[1];
    return schema === undefined ? undefined : name.startsWith("docs/") ? `../${schema}` : schema;
  };
  return withNpmNames(text)
    .replaceAll(/<!-- clone -->.*?<!-- \/clone -->\n*/gs, "")
    .replaceAll(/^<!--.*?-->\n*/gms, "")
    .replaceAll(/<!--.*?-->/gs, "")
    .replaceAll(/^!\[[^\]]*\]\(([^)]*)\)\n*/gm, (picture, to: string) => linkOf(to) ? picture : "")
    .replaceAll(/\[([^\]]*)\]\(([^)]*)\)/g, (_, words: string, to: string) => {
      const link = linkOf(to);
      return link === undefined ? words : `[${words}](${link})`;
    })
    .replaceAll(` ${penguins}`, ` node_modules/mixtropy/${penguins}`)
    .replaceAll(/\bdeno run (?:--?[\w-]+(?:=\S+)? )*cli\.ts\b/g, "npx mixtropy");
}
