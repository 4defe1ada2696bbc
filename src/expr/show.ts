import { type Axis, axisName } from "./axes.ts";
import type { Node } from "./node.ts";
import { written } from "./notation.ts";
import { runningSums } from "./running_sums.ts";

/**
 * An expression as text, in the notation of the formulas: `−Σᵢ weights[i]·lse[i′](−…, weights[i′])`. Deep parts are
 * cut to `…` after `depth` levels.
 */
export function show(node: Node, depth = 24, nameOf: Names = () => undefined): string {
  return write(node, depth, (axis) => axis, 0, nameOf);
}

/** A name to show for a value instead of its formula, and the axes that it is read at. */
export type Names = (node: Node) => { name: string; axes: readonly Axis[] } | undefined;

/** `context` is the binding strength around the text: weaker text is put in parentheses. */
function write(
  node: Node,
  depth: number,
  at: (axis: Axis) => Axis,
  context: number,
  nameOf: Names,
): string {
  const axisText = (axis: Axis) => axisName(at(axis));
  const named = nameOf(node);
  if (named !== undefined) return named.name + subscript(named.axes.map(axisText));
  if (depth <= 0) return "…";
  const inner = (n: Node, strength = 0) => write(n, depth - 1, at, strength, nameOf);
  switch (node.kind) {
    case "const":
      return numberText(node.value);
    case "input":
      return node.source.name + subscript(node.dims.map(axisText));
    case "coord":
      return axisText(node.axis);
    case "extent":
      return `|${node.set.letter}|`;
    case "map":
      return written(node.op, node.args, { inner, context });
    case "marker":
      // what gradients do not follow stands apart; of two ways for gradients only the value is shown
      return node.args.length === 1 ? `(${inner(node.args[0])})` : inner(node.args[0], context);
    case "reduce": {
      const name = node.op === "sum" ? "Σ" : node.op === "max" ? "max" : "lse";
      return `${name}[${axisText(node.axis)}](${node.args.map((arg) => inner(arg)).join(", ")})`;
    }
    case "scan": {
      const [values] = node.args.map((arg) => inner(arg));
      return node.op === "order"
        ? `order[${axisText(node.along)}](${values} by ${axisText(node.axis)})`
        : `Σ[${axisText(node.axis)} ${runningSums[node.op].sign} ${
          axisText(node.along)
        }](${values})`;
    }
    case "take":
      return `${inner(node.args[0], 4)}[${axisText(node.axis)} ← ${inner(node.args[1])}]`;
    case "dense":
      return `${node.op}[${axisText(node.row)}${axisText(node.column)}](${
        node.args.map((arg) => inner(arg)).join(", ")
      })`;
    case "hold":
      return node.name + subscript(node.axes.map(axisText));
    case "rename": {
      const names = new Map(node.home.axes.map((axis, t) => [axis, at(node.to[t]!)]));
      const bound = (axis: Axis) => names.get(axis) ?? unusedCopy(axis, names);
      return write(node.home, depth, bound, context, nameOf);
    }
    default:
      return node satisfies never;
  }
}

/** A bound axis keeps its name unless a free axis has taken it. */
function unusedCopy(axis: Axis, names: ReadonlyMap<Axis, Axis>): Axis {
  const taken = new Set(names.values());
  if (!taken.has(axis)) return axis;
  return axis.set.copies.find((copy) => copy !== undefined && !taken.has(copy)) ??
    { ...axis, copy: axis.set.copies.length };
}

function subscript(names: readonly string[]): string {
  return names.length === 0 ? "" : `[${names.join(",")}]`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const short = Number(value.toPrecision(6));
  return String(short).replace("-", "−");
}
