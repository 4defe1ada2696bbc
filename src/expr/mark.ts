import { unionAxes } from "./axes.ts";
import { intern } from "./intern.ts";
import type { Marker, markerArity } from "./markers.ts";
import type { MarkerNode, Node } from "./node.ts";
import type { ArgumentList } from "./ops.ts";

/** A value with a marker, but for one that has no gradient anyway: a number, an index, or what has the same marker. */
export function mark(op: Marker, args: readonly [Node, ...Node[]]): Node {
  const [value, ...others] = args;
  const isPlain = value.kind === "const" || value.kind === "extent" || value.kind === "coord" ||
    (value.kind === "marker" && value.op === op);
  if (others.length === 0 ? isPlain : args.every((arg) => arg.kind === "const")) return value;
  return intern<MarkerNode>(`${op} ${args.map((arg) => arg.id).join(",")}`, {
    kind: "marker",
    axes: unionAxes(...args.map((arg) => arg.axes)),
    op,
    args,
  });
}

/** The markers on expressions. */
export const markers: {
  readonly [M in Marker]: (...args: ArgumentList<Node, (typeof markerArity)[M]>) => Node;
} = {
  stop: (value) => mark("stop", [value]),
  sealed: (value) => mark("sealed", [value]),
  frozen: (value) => mark("frozen", [value]),
  surrogate: (value, through) => mark("surrogate", [value, through]),
  sloped: (value, of, slope) => mark("sloped", [value, of, slope]),
};
