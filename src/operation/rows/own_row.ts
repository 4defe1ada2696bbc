import type { Node } from "../../expr/node.ts";
import type { OwnComponent } from "../../mixture/component_types.ts";
import type { OperationRow } from "./operation_row.ts";

type Own = OwnComponent<Node>;

/** Says that nothing is known of coordinates of a family of one's own. */
function refused(operation: string): never {
  throw new TypeError(
    `Expected a family whose coordinates are known for ${operation}, got a family of one's own: ` +
      `change its parameters, or give another family`,
  );
}

/** Families of one's own: components may be weighed, chosen and mixed; what becomes of points is not known. */
export const ownRow: OperationRow<Own> = {
  named: ({ parameters }) =>
    Object.entries(parameters).map(([name, value]) => ({
      name,
      value,
      domain: "finite",
      axes: [],
    })),
  withValues: (p, values) => ({
    ...p,
    parameters: Object.fromEntries(
      Object.keys(p.parameters).map((name, t) => [name, values[t]!]),
    ),
  }),
  scaled: () => refused("affine"),
  moved: () => refused("affine"),
  image: () => refused("affine"),
  chosen: () => refused("marginal and condition"),
  joined: (p, q, join) => ({
    ...p,
    parameters: Object.fromEntries(
      Object.entries(p.parameters).map(([name, value]) => [name, join(value, q.parameters[name]!)]),
    ),
  }),
  beside: () => refused("product"),
};
