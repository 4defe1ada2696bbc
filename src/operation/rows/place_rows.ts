import type { Axis } from "../../expr/axes.ts";
import type { Node } from "../../expr/node.ts";
import { nodes } from "../../expr/simplify.ts";
import type {
  LaplaceComponent,
  LogisticComponent,
  StudentComponent,
  UniformComponent,
} from "../../mixture/component_types.ts";
import { atChosen } from "../chosen_coordinates.ts";
import { concatenated } from "../concatenated.ts";
import { monomial } from "../linear_image.ts";
import type { NamedValue, OperationRow } from "./operation_row.ts";

type Box = UniformComponent<Node>;
type Location = LaplaceComponent<Node> | LogisticComponent<Node>;
type Student = StudentComponent<Node>;

/** A component of independent coordinates as its place, which moves it, and its size, which stretches it. */
interface PlaceAndSize<C> {
  readonly names: readonly [place: string, size: string];
  readonly placeOf: (p: C) => Node;
  readonly sizeOf: (p: C) => Node;
  readonly withBoth: (p: C, place: Node, size: Node, coordinate: Axis) => C;
}

/** The row of a family of a place and a size: of products of distributions along coordinates. */
function placeRow<C extends Box | Location | Student>(
  { names, placeOf, sizeOf, withBoth }: PlaceAndSize<C>,
): OperationRow<C> {
  const changed = (p: C, place: Node, size: Node, coordinate = p.coordinate) =>
    withBoth(p, place, size, coordinate);
  return {
    named: (p, { component, coordinate }) => {
      const place = placeOf(p), size = sizeOf(p);
      // one number for all components, or one a coordinate of each
      const isOne = ![component, coordinate].some((axis) => size.axes.includes(axis));
      const all = [component, coordinate];
      return [
        { name: names[0], value: place, domain: "finite", axes: all },
        { name: names[1], value: size, domain: "positive", axes: isOne ? [] : all },
      ] satisfies NamedValue[];
    },
    withValues: (p, [place, size]) => changed(p, place!, size!),
    scaled: (p, factor) =>
      changed(p, nodes.mul(factor, placeOf(p)), nodes.mul(nodes.abs(factor), sizeOf(p))),
    moved: (p, b) => changed(p, nodes.add(placeOf(p), b), sizeOf(p)),
    image: (p, A, map) => {
      const { place, size } = monomial({ place: placeOf(p), size: sizeOf(p) }, p, A, map);
      return changed(p, place, size, map.to);
    },
    chosen: (p, chosen) => {
      const at = (value: Node) => atChosen(value, p.coordinate, chosen.axis, chosen);
      return changed(p, at(placeOf(p)), at(sizeOf(p)), chosen.axis);
    },
    joined: (p, q, join) => changed(p, join(placeOf(p), placeOf(q)), join(sizeOf(p), sizeOf(q))),
    beside: (p, q, coordinate) => {
      const both = (x: Node, y: Node) =>
        concatenated([x, y], { from: [p.coordinate, q.coordinate], to: coordinate });
      return changed(p, both(placeOf(p), placeOf(q)), both(sizeOf(p), sizeOf(q)), coordinate);
    },
  };
}

/** Boxes. */
export const boxRow: OperationRow<Box> = /* @__PURE__ */ placeRow({
  names: ["centers", "widths"],
  placeOf: ({ center }) => center,
  sizeOf: ({ width }) => width,
  withBoth: (p, center, width, coordinate) => ({ ...p, coordinate, center, width }),
});

/** Laplace distributions. */
export const laplaceRow: OperationRow<LaplaceComponent<Node>> = /* @__PURE__ */ locationRow();
/** Logistic distributions. */
export const logisticRow: OperationRow<LogisticComponent<Node>> = /* @__PURE__ */ locationRow();

/** The row of a family that has locations and scales. */
function locationRow<C extends Location | Student>(): OperationRow<C> {
  return placeRow<C>({
    names: ["locations", "scales"],
    placeOf: ({ location }) => location,
    sizeOf: ({ scale }) => scale,
    withBoth: (p, location, scale, coordinate) => ({ ...p, coordinate, location, scale }),
  });
}

/** Student's t-distributions, whose degrees of freedom are one number for all coordinates. */
export const studentRow: OperationRow<Student> = /* @__PURE__ */ rowOfStudents();

function rowOfStudents(): OperationRow<Student> {
  const students = locationRow<Student>();
  return {
    ...students,
    named: (p, axes) => {
      const { degreesOfFreedom: value } = p, name = "degreesOfFreedom";
      return [...students.named(p, axes), { name, value, domain: "positive", axes: [] }];
    },
    withValues: (p, [location, scale, degreesOfFreedom]) => ({
      ...p,
      location: location!,
      scale: scale!,
      degreesOfFreedom: degreesOfFreedom!,
    }),
    joined: (p, q, join) => ({
      ...students.joined(p, q, join),
      degreesOfFreedom: join(p.degreesOfFreedom, q.degreesOfFreedom),
    }),
    beside: (p, q, coordinate) => {
      if (p.degreesOfFreedom === q.degreesOfFreedom) return students.beside(p, q, coordinate);
      throw new TypeError(
        "Expected mixtures of Student distributions with one value of degreesOfFreedom for product, got two: " +
          "a component has one for all its coordinates",
      );
    },
  };
}
