import type { Node } from "../../expr/node.ts";
import { crossOutward } from "./outward_cross.ts";
import type { Pair } from "./sides.ts";

/** Bounds by name, in the order in which they are listed. */
export type Named<N extends string> = readonly (readonly [N, Node])[];

/** The bounds that there are. */
export function known<N extends string>(
  bounds: readonly (readonly [N, Node | undefined])[],
): Named<N> {
  return bounds.flatMap(([name, bound]): (readonly [N, Node])[] =>
    bound === undefined ? [] : [[name, bound]]
  );
}

/** The bounds that there are, moved outward by their rounding. */
export function moved<N extends string>(
  { p, q }: Pair,
  direction: "down" | "up",
  bounds: readonly (readonly [N, Node | undefined])[],
): Named<N> {
  return known(bounds).map(([name, x]) =>
    [name, crossOutward(p.averaged, q.evaluated, x, direction)] as const
  );
}

/** The best of some bounds. */
export function best(bounds: Named<string>, pick: (x: Node, y: Node) => Node): Node {
  return bounds.map(([, bound]) => bound).reduce((x, y) => pick(x, y));
}
