import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { logAffinityUpper } from "./affinity_bound.ts";
import { estimateWithin } from "./two_sided.ts";
import { type Compared, piecesOf } from "./compared_mixtures.ts";
import { best, known, moved, type Named } from "./bounds_by_name.ts";
import { crossEnds } from "./cross_entropy.ts";
import { donskerVaradhanLower } from "./donsker_varadhan.ts";
import { hersheyOlsenUpper } from "./hershey_olsen.ts";
import type { OwnEntropy } from "./own_entropy.ts";
import { jensenUpper, overlapLower } from "./cross_pairs.ts";
import { projectedKl, projectionsOf } from "./projected_divergences.ts";
import type { Side } from "./sides.ts";

/** The powers s of ln(N_p/N_q) that the formula of Donsker & Varadhan is tried with. */
const powers = [0.25, 0.5, 0.75, 1, 1.25] as const;

/** The name of a lower bound on a Kullback–Leibler divergence. */
export type KlLowerName =
  | "zero"
  | "crossEntropy"
  | "durrieu"
  | "donskerVaradhan0.25"
  | "donskerVaradhan0.5"
  | "donskerVaradhan0.75"
  | "donskerVaradhan1"
  | "donskerVaradhan1.25"
  | "projections"
  | "affinity";

/** The name of an upper bound on a Kullback–Leibler divergence. */
export type KlUpperName = "crossEntropy" | "durrieu" | "hersheyOlsen";

/** A point estimate by name, which is no bound. */
export type KlEstimateName = "variational" | "product";

/** A divergence from both sides, moved outward, and estimates. */
export interface KlEnds {
  readonly lowers: Named<KlLowerName>;
  readonly uppers: Named<KlUpperName>;
  readonly estimates: Named<KlEstimateName>;
  readonly lower: Node;
  readonly upper: Node;
  readonly estimate: Node;
}

/** The bounds on KL(p‖q) by name, and the best of them. */
export function klEnds(compared: Compared, own: OwnEntropy): KlEnds {
  const { p: { averaged: p, evaluated }, q: { evaluated: q }, effort } = compared;
  const cross = crossEnds(compared, own, q), hasPairs = effort !== "linear";
  const classic = hasPairs ? classicOf(p, evaluated, q) : undefined;
  const projections = projectionsOf(p, q, piecesOf(compared));
  const affinity = hasPairs ? logAffinityUpper(p, q) : undefined;
  const lowers = [
    ["zero", constant(0)] as const,
    ...moved<KlLowerName>(compared, "down", [
      // both of these are moved already
      ["crossEntropy", nodes.sub(cross.lower, own.upper)],
      ["durrieu", classic?.durrieuLower],
      ...powers.map((s) => [`donskerVaradhan${s}`, donskerVaradhanLower(p, q, s)] as const),
      ["projections", projections === undefined ? undefined : projectedKl(projections)],
      ["affinity", affinity === undefined ? undefined : nodes.mul(constant(-2), affinity)],
    ]),
  ];
  const uppers = [
    ...klUppers(compared, own),
    ...moved<KlUpperName>(compared, "up", [["durrieu", classic?.durrieuUpper]]),
  ];
  const lower = best(lowers, nodes.max), upper = best(uppers, nodes.min);
  const near = own.near === undefined ? classic?.variational : nodes.sub(cross.estimate, own.near);
  const middle = nodes.mul(constant(0.5), nodes.add(lower, upper));
  return {
    lowers,
    uppers,
    estimates: known<KlEstimateName>([
      ["variational", classic?.variational],
      ["product", classic?.product],
    ]),
    lower,
    upper,
    estimate: estimateWithin(lower, upper, near ?? middle),
  };
}

/** The upper bounds on KL(p‖q) that may be the best one. */
function klUppers(compared: Compared, own: OwnEntropy): Named<KlUpperName> {
  const { p: { averaged: p }, q: { evaluated: q }, effort } = compared;
  const cross = crossEnds(compared, own, q);
  // two sweeps for each step
  const steps = compared.affords(20 * compared.dimension) ? 10 : 3;
  return moved<KlUpperName>(compared, "up", [
    ["crossEntropy", nodes.sub(cross.upper, own.lower)],
    ["hersheyOlsen", effort === "linear" ? undefined : hersheyOlsenUpper(p, q, steps)],
  ]);
}

/** KL(p‖q) from above. */
export function klUpper(compared: Compared, own: OwnEntropy): Node {
  return best(klUppers(compared, own), nodes.min);
}

/** What is made of Jensen's inequality for cross entropies in both directions alone. */
interface Classic {
  readonly durrieuLower: Node | undefined;
  readonly durrieuUpper: Node | undefined;
  readonly variational: Node;
  readonly product: Node | undefined;
}

/**
 * The bounds of Durrieu, Thiran & Kelly (2012): cross entropies from one side less entropies from the other, by `jensenUpper` and
 * `overlapLower`; and the differences of two upper ones, Hershey & Olsen's variational approximation (2007, eq. 20), and of two
 * lower ones, their product of Gaussians (eq. 12), which bound nothing.
 */
function classicOf(p: Side, itself: Side, q: Side): Classic {
  const upper = jensenUpper(p, q), lower = overlapLower(p, q);
  const ownUpper = jensenUpper(p, itself), ownLower = overlapLower(p, itself);
  const less = (x: Node | undefined, y: Node | undefined) =>
    x === undefined || y === undefined ? undefined : nodes.sub(x, y);
  return {
    durrieuLower: less(lower, ownUpper),
    durrieuUpper: less(upper, ownLower),
    variational: nodes.sub(upper, ownUpper),
    product: less(lower, ownLower),
  };
}
