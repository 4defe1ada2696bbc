import { type Algebra, arity, type Op } from "../expr/ops.ts";
import { holds } from "../expr/traits.ts";
import { choiceRules } from "./choices.ts";
import { type Interval, isPoint, point } from "./interval.ts";
import { monotoneRules } from "./monotone.ts";
import { productRules } from "./products.ts";

/** What a rule is given and gives. */
type Rule<T> = (...args: Interval<T>[]) => Interval<T>;

/**
 * The interval meaning of the operations, over whatever has a meaning for them itself: numbers, or the values of a kernel. For
 * all arguments within the intervals that are given, the value of an operation lies within the one that comes back, however
 * generated code computes it. It is NaN only where bounds are, or where they are infinite.
 */
export function enclosing<T>(a: Algebra<T>): Algebra<Interval<T>> {
  const rules = { ...monotoneRules(a), ...productRules(a), ...choiceRules(a) } satisfies {
    readonly [K in Op]: (...args: never[]) => Interval<T>;
  };
  const entries = (Object.keys(arity) as Op[]).map((op) => {
    // the rows have as many arguments as the operation
    const plain = a[op] as (...args: T[]) => T, rule = rules[op] as Rule<T>;
    const enclosed: Rule<T> = (...args) => {
      const isPositive = holds("nonNegative", { op, args }, ({ sign }) => sign === 1);
      const ruled = rule(...args), sign = isPositive ? 1 : ruled.sign;
      return args.every(isPoint)
        ? point(plain(...args.map(({ lo }) => lo)), sign)
        : { ...ruled, sign };
    };
    return [op, enclosed];
  });
  const constant = (value: number) => point(a.constant(value), signOf(value));
  // every operation has its entry
  return { ...Object.fromEntries(entries), constant } as Algebra<Interval<T>>;
}

function signOf(value: number): 1 | -1 | undefined {
  return value >= 0 ? 1 : value <= 0 ? -1 : undefined;
}
