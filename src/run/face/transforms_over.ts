import type { GaussTerm } from "../../plan/gauss_form.ts";
import type { PlacedForm, TermPlaces } from "../../plan/cut_gauss_sums.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import type { Slices } from "../conduct/slices.ts";
import type { GaussSumPlan, GaussSumResults, SumOrder } from "../transform/gauss_sums.ts";
import { signOf, valuesOf, weightsOf } from "./sum_values.ts";
import type { TransformChoice, TransformCode } from "./transform_choice.ts";

/** The transforms of a request over the numbers of its operands: sums over the same points with the same weights share one. */
export interface Transforms {
  /** How the sums of a form are made, or why a sweep makes them. */
  readonly planned: (form: PlacedForm) => Slices<readonly GaussSumPlan[] | string>;
  /** The values of the terms of a form that is planned; undefined where the engine has no grids. */
  readonly sums: (
    form: PlacedForm,
    report: (share: number) => void,
  ) => Slices<readonly DenseArray[] | undefined>;
}

/** The transforms over some operands. */
export function transformsOver(
  forms: readonly PlacedForm[],
  { operands, choice }: {
    readonly operands: readonly DenseArray[];
    readonly choice: TransformChoice;
  },
  code: Pick<TransformCode, "planSums"> & Partial<TransformCode>,
): Transforms {
  const orders = ordersOf(forms);
  const plans = new Map<string, GaussSumPlan | string>(),
    made = new Map<string, GaussSumResults | undefined>();
  const at = (place: number) => operands[place]!;
  const pointsAt = (place: number) => {
    const { data, shape } = at(place);
    return { data, count: shape[0]!, dimension: shape[1]! };
  };
  function* planOf(term: GaussTerm, places: TermPlaces): Slices<GaussSumPlan | string> {
    const columns = pointsAt(places.y);
    const rows = places.x === places.y ? columns : pointsAt(places.x);
    const weights = yield* weightsOf(at(places.weight), at(places.columnTerm), columns.count);
    if (weights === undefined) return "its weights have both signs";
    if (weights.sign < 0 && term.kind === "log") return "a weight is negative";
    const plan = yield* code.planSums({
      columns,
      rows,
      width: 1 / Math.sqrt(at(places.precision).data[0]!),
      logWeights: weights.logs,
      withoutOwn: term.withoutOwn,
      order: orders.get(keyOf(term, places)) as SumOrder,
      accuracy: choice.accuracy,
    });
    if (typeof plan === "string") return plan;
    // a sweep for gradients takes as long as two for values
    const sweeps = plan.question.order === 0 ? 1 : 2;
    const most = sweeps * choice.perPair * rows.count * columns.count;
    return plan.cost < most ? plan : "a sweep over all pairs takes less time";
  }
  function* planned({ terms, places, demand }: PlacedForm): ReturnType<Transforms["planned"]> {
    if (demand !== undefined && (at(demand.place).data[0] !== 0) !== demand.isNot0) {
      return "it is not needed";
    }
    const all = new Set<GaussSumPlan>();
    for (const [t, term] of terms.entries()) {
      const key = keyOf(term, places[t]!);
      if (!plans.has(key)) plans.set(key, yield* planOf(term, places[t]!));
      const plan = plans.get(key)!;
      if (typeof plan === "string") return plan;
      all.add(plan);
    }
    return [...all];
  }
  function* sums(
    { terms, places }: PlacedForm,
    report: (share: number) => void,
  ): ReturnType<Transforms["sums"]> {
    const values: DenseArray[] = [];
    for (const [t, term] of terms.entries()) {
      const own = places[t]!, key = keyOf(term, own), plan = plans.get(key);
      if (typeof plan !== "object" || code.gaussSums === undefined) {
        throw new Error("A sum of Gaussians is to be made that was not planned");
      }
      if (!made.has(key)) made.set(key, yield* code.gaussSums(plan, report));
      const results = made.get(key);
      if (results === undefined) return undefined;
      const { width } = plan.question, sign = signOf(at(own.weight));
      const parts = { rowTerm: at(own.rowTerm), width, sign };
      values.push(yield* valuesOf(term.kind, results, parts));
    }
    return values;
  }
  return { planned, sums };
}

/** Sums over the same points with the same weights differ by a term of the rows and by polynomials only: one transform makes all. */
function keyOf(term: GaussTerm, { x, y, precision, columnTerm, weight }: TermPlaces): string {
  return [x, y, precision, columnTerm, weight, term.withoutOwn].join();
}

/** The order of the polynomials of each kind. */
const orderOf: { readonly [K in GaussTerm["kind"]]: SumOrder } = {
  log: 0,
  sum: 0,
  slopes: 1,
  squares: 2,
};

/** The highest order that any term has of each transform. */
function ordersOf(forms: readonly PlacedForm[]): ReadonlyMap<string, SumOrder> {
  const orders = new Map<string, SumOrder>();
  for (const { terms, places } of forms) {
    terms.forEach((term, t) => {
      const key = keyOf(term, places[t]!), order = orderOf[term.kind];
      if (order >= (orders.get(key) ?? 0)) orders.set(key, order);
    });
  }
  return orders;
}
