import { type Axis, axisName, isAxis } from "./axes.ts";
import { checkInteger, describe } from "./array.ts";
import type { ComponentAxis } from "./component_axis.ts";
import { DomainError, ShapeError, unknownName, UnknownNameError } from "./errors.ts";
import type { Node } from "./node.ts";
import { listed, quoted } from "./quote.ts";

/** Along what a value is reduced or summed up. */
export interface AxisOption {
  /**
   * "batch", "component", "coordinate", a name that an `input` gave to an axis of its own, the number of a dimension counted from 0,
   * or the axis of a component (`p.at(0).component`, `.coordinate`).
   */
  readonly axis?: string | number | ComponentAxis | undefined;
}

/** The names of axes that mixtures have. */
export const axisWords: readonly string[] = ["batch", "component", "coordinate"];

/** What an axis of a value is called. */
function wordOf({ set }: Axis): string {
  return axisWords.includes(set.role) ? set.role : set.letter;
}

/**
 * The axis of a value that is meant.
 *
 * Throws `UnknownNameError` for a name that it has no axis of, `DomainError` for a name of several or a dimension that is not
 * there.
 */
export function axisMeant({ axes }: Node, axis: string | number | ComponentAxis): Axis {
  if (isAxis(axis)) return axis;
  if (typeof axis === "number") {
    if (axes.length === 0) throw new ShapeError(`Expected values along an axis, got a scalar`);
    return axes[checkInteger(axis, "axis", 0, axes.length - 1)]!;
  }
  if (typeof axis !== "string") {
    throw new TypeError(
      `Expected axis as the name of an axis, the number of a dimension or an axis of a component, got ${
        describe(axis)
      }`,
    );
  }
  const named = axes.filter((own) => wordOf(own) === axis), [first] = named;
  if (first === undefined) {
    if (axes.length === 0) {
      throw new ShapeError(`Expected values along an axis ${quoted(axis)}, got a scalar`);
    }
    throw new UnknownNameError(unknownName("axis", axis, [...new Set(axes.map(wordOf))]));
  }
  if (named.length > 1) {
    throw new DomainError(
      `Expected the name of one axis, got ${quoted(axis)}, which is that of ${
        listed(named.map(axisName))
      }: give the axis itself, as p.at(0).component`,
    );
  }
  return first;
}
