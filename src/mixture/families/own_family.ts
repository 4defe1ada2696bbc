import { ShapeError } from "../../expr/errors.ts";
import { metCoordinates } from "../../expr/coordinates.ts";
import { describe } from "../../expr/describe.ts";
import type { Expr } from "../../expr/expression.ts";
import { isNode } from "../../expr/intern.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Component, OwnComponent } from "../component_types.ts";
import { diagonalGaussian } from "./diagonal_moments.ts";
import type { FamilyRow } from "./family_row.ts";

type Own = OwnComponent<Node>;

/** A family of a program's own: what its functions say, each looked at before it is used. */
export const ownFamily: FamilyRow<Own> = {
  family: "own",
  parametersOf: ({ parameters }) => Object.values(parameters),
  piecesOf: ({ weight, parameters, definition }) =>
    definition === undefined ? [undefined] : [weight, ...Object.values(parameters ?? {})],
  changed: (p, change) => ({
    ...p,
    parameters: Object.fromEntries(
      Object.entries(p.parameters).map(([name, value]) => [name, change(value)]),
    ),
  }),
  middle: (p) => {
    const { middle } = p.definition;
    return middle === undefined
      ? constant(0)
      : ownValue("middle", p, middle(p.parameters), "coordinates");
  },
  entropy: (p) => ownValue("entropy", p, p.definition.entropy(p.parameters)),
  logDensityFrom: (p, delta) => {
    const x = nodes.add(delta, ownFamily.middle(p));
    return ownValue("logDensity", p, p.definition.logDensity(x, p.parameters));
  },
  peakExcess: () => undefined,
  squareExcess: () => undefined,
  moments: (p) => {
    const { mean, variance } = p.definition;
    if (mean === undefined || variance === undefined) return undefined;
    const gaussian = diagonalGaussian(
      p,
      ownValue("mean", p, mean(p.parameters), "coordinates"),
      ownValue("variance", p, variance(p.parameters), "coordinates"),
    );
    return { gaussian, exists: undefined };
  },
  offset: (p, at, { first }) => {
    const drawn = ownFamily.changed(p, at);
    const point = ownValue(
      "sample",
      p,
      p.definition.sample(first as Expr, drawn.parameters),
      "coordinates",
    );
    return nodes.sub(point, ownFamily.middle(drawn));
  },
  slopes: "score",
};

/** What a function of one's own family returned, checked: an expression, along coordinates or without them. */
export function ownValue(
  name: string,
  { coordinate }: Pick<Own, "coordinate">,
  value: Expr,
  along: "coordinates" | "none" = "none",
): Node {
  if (!isNode(value)) {
    throw new TypeError(
      `Expected ${name} of an own family to return an expression, got ${describe(value)}`,
    );
  }
  const met = along === "none" ? value : metCoordinates(value, coordinate);
  if (along === "none" && value.axes.some(({ set }) => set === coordinate.set)) {
    throw new ShapeError(
      `Expected ${name} of an own family to return one number for a component, got one for each coordinate: ` +
        `reduce it, with sumOverCoordinates for one`,
    );
  }
  const free = met.axes.find(({ set }) => set.role === "free");
  if (free === undefined) return met;
  throw new ShapeError(
    `Expected ${name} of an own family to return ${
      along === "none" ? "one number" : `${coordinate.set.extent} coordinates`
    } for a component, got ${free.set.extent} numbers of an array`,
  );
}

/** A family of one's own has a middle if it says so. */
export function checkMiddle(i: Component<Node>): void {
  if (i.family !== "own" || i.definition.middle !== undefined) return;
  throw new TypeError(
    "Expected components that have a middle, got an own family without the function middle",
  );
}
