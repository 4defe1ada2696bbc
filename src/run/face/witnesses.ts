import type { Node } from "../../expr/node.ts";
import { type Watch, watchOf } from "../../expr/watch.ts";
import type { DenseArray } from "../conduct/dense_array.ts";

/** Outputs with what bears witness to them, and what to do with the results. */
export interface Witnessed {
  /** The outputs, and after them their witnesses. */
  readonly nodes: readonly Node[];
  /** Says what is to be said of the results, and gives back those of the outputs. */
  readonly heard: (
    results: readonly DenseArray[],
    warn?: (message: string) => void,
  ) => DenseArray[];
}

/** Adds to outputs what is to be looked at when they are asked for. */
export function withWitnesses(outputs: readonly Node[]): Witnessed {
  const nodes = [...outputs];
  const watches: { readonly watch: Watch; readonly output: number; readonly first: number }[] = [];
  outputs.forEach((node, output) => {
    const watch = watchOf(node);
    if (watch === undefined) return;
    watches.push({ watch, output, first: nodes.length });
    nodes.push(...watch.witnesses);
  });
  return {
    nodes,
    heard: (results, warn = console.warn) => {
      for (const { watch, output, first } of watches) {
        const heard = results.slice(first, first + watch.witnesses.length);
        const sentence = watch.say(results[output]!.data, heard.map(({ data }) => data));
        if (sentence !== undefined) warn(sentence);
      }
      return results.slice(0, outputs.length);
    },
  };
}
