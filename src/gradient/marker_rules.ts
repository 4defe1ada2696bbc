import { DomainError } from "../expr/errors.ts";
import type { Marker, markerArity } from "../expr/markers.ts";
import type { Algebra, ArgumentList } from "../expr/ops.ts";

/** The adjoints of the arguments of a marker, given the adjoint `g` of its value; null where none flows. */
export type MarkerRule = <T>(a: Algebra<T>, g: T, args: readonly T[]) => readonly (T | null)[];

/** The rule of a marker `M`, which has as many arguments as `markerArity` says. */
type MarkerRuleOf<M extends Marker> = <T>(
  a: Algebra<T>,
  g: T,
  args: Readonly<ArgumentList<T, (typeof markerArity)[M]>>,
) => readonly (T | null)[];

const ruleOf: { readonly [M in Marker]: MarkerRuleOf<M> } = {
  stop: () => [null],
  sealed: () => [null],
  frozen: () => {
    throw new DomainError(
      "A Monte Carlo estimate has first derivatives only, of its value: what the draws themselves say, " +
        "such as its gradient and its standard error, is not differentiated",
    );
  },
  surrogate: (_a, g) => [null, g],
  sloped: (a, g, [_value, _of, slope]) => [g, a.mul(g, slope), null],
};

/**
 * What gradients do at a marker, one row for each. Here a marker is known by name only, and its arguments are a list; it is
 * as long as `markerArity` says, for `markers` made it.
 */
export const markerRules = ruleOf as { readonly [M in Marker]: MarkerRule };
