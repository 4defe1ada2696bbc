import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";

/** Where r/b is beyond this power of e, (r/b) ln(1 + b/r) is 1 to all digits. */
const mostLogRatio = 300;

/** (φ(r + b) − φ(r))/b = ln(r + b) + (r/b) ln(1 + b/r) with φ(x) = x ln x, given ln r and ln b; ln b for r = 0. */
export function growthOfXLogX(logRest: Node, logBox: Node): Node {
  const logRatio = nodes.min(nodes.sub(logRest, logBox), constant(mostLogRatio));
  const ratio = nodes.exp(logRatio);
  const share = nodes.weigh(ratio, nodes.log1p(nodes.exp(nodes.neg(logRatio))));
  const beyond = nodes.max(
    nodes.sub(nodes.sub(logRest, logBox), constant(mostLogRatio)),
    constant(0),
  );
  return nodes.add(nodes.add(nodes.add(logBox, beyond), nodes.log1p(ratio)), share);
}
