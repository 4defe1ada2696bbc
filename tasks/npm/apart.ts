/**
 * What the package's chunks must keep apart. A bundler of a page takes a chunk whole, so what `evaluate` needs at once may not lie
 * in one chunk with what imports generators of code at once (`compile`, `explain`). esbuild puts modules into one chunk that
 * the same entries reach; entries of which nothing is published make the difference.
 */
import type { Metafile } from "esbuild";

/** Modules that make an entry, besides those of the package. */
export interface Apart {
  readonly name: string;
  readonly sources: readonly string[];
}

/** The entries: what `evaluate` needs at once, and all that reaches nothing of what it loads later. */
export function apartOf({ inputs }: Metafile, evaluate: string): readonly Apart[] {
  const importsOf = (file: string, isLater: boolean) =>
    (inputs[file]?.imports ?? []).filter(({ kind, external }) =>
      external !== true && (kind === "dynamic-import") === isLater
    ).map(({ path }) => path);
  const reachedFrom = (files: readonly string[]) => {
    const reached = new Set(files);
    for (const file of reached) importsOf(file, false).forEach((next) => reached.add(next));
    return reached;
  };
  const atOnce = reachedFrom([evaluate]);
  const targets = [...atOnce].flatMap((file) => importsOf(file, true));
  const later = reachedFrom(targets).difference(atOnce);
  const light = Object.keys(inputs).filter((file) =>
    file.startsWith("src/") && reachedFrom([file]).isDisjointFrom(later)
  );
  return [{ name: "at-once", sources: [evaluate] }, { name: "light", sources: light }];
}
