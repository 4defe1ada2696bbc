import { isLong } from "../expr/axes.ts";
import { type Node, ordering } from "../expr/node.ts";
import { nodesAtOnce, type Slices } from "../expr/slices.ts";
import type { GraphView } from "./view.ts";

/** A graph by numbers, as large ones are taken apart: node t is made of nodes with smaller numbers. */
export interface Graph {
  readonly view: GraphView;
  readonly nodes: readonly Node[];
  /** The parts of node t are `parts[starts[t]]` to `parts[starts[t + 1] − 1]`. */
  readonly starts: Int32Array;
  readonly parts: Int32Array;
  /** The number of each output. */
  readonly outputs: readonly number[];
  /** 1 for nodes that are computed. */
  readonly computes: Uint8Array;
  /**
   * 1 for nodes that tie the outputs together that they serve: what is computed from inputs, and inputs with long axes, which
   * are then read once. What is computed from indices alone is no tie.
   */
  readonly ties: Uint8Array;
}

/** The graph above some outputs. */
export function* graphOf(outputs: readonly Node[], view: GraphView): Slices<Graph> {
  const nodes = yield* ordering(outputs, view.partsOf);
  const numbers = new Map<Node, number>();
  const starts = new Int32Array(nodes.length + 1), parts: number[] = [];
  const computes = new Uint8Array(nodes.length), ties = new Uint8Array(nodes.length);
  const hasInput = new Uint8Array(nodes.length);
  for (const [t, node] of nodes.entries()) {
    numbers.set(node, t);
    const isInput = node.kind === "input" || view.passed(node) !== undefined;
    let isFromInput = isInput;
    for (const part of view.partsOf(node)) {
      const number = numbers.get(part) as number;
      parts.push(number);
      if (hasInput[number] === 1) isFromInput = true;
    }
    starts[t + 1] = parts.length;
    if (view.computes(node)) computes[t] = 1;
    if (isFromInput) hasInput[t] = 1;
    if (isInput ? node.axes.some(isLong) : isFromInput) ties[t] = 1;
    if (t % nodesAtOnce === 0) yield undefined;
  }
  yield undefined;
  return {
    view,
    nodes,
    starts,
    parts: new Int32Array(parts),
    outputs: outputs.map((output) => numbers.get(output) as number),
    computes,
    ties,
  };
}

/** The graph above some outputs of another: that graph itself if these are all. */
export function* graphAbove(outputs: readonly Node[], graph: Graph): Slices<Graph> {
  return outputs.length === graph.outputs.length ? graph : yield* graphOf(outputs, graph.view);
}

/** How many nodes of a graph are computed. */
export function computedCount({ computes }: Graph): number {
  return computes.reduce((count, one) => count + one, 0);
}
