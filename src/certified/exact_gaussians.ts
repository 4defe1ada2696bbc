import { inTurns, newBreath } from "../run/conduct/slices.ts";
import type { Effort } from "./effort.ts";
import { newTotal } from "./compensated.ts";
import { covarianceOf, type Gaussians, type Integral, merged, someOf } from "./gaussians.ts";
import { latticeEntropy } from "./lattice.ts";
import { lineEntropy } from "./line.ts";
import { reduced } from "./reduction.ts";
import { separated } from "./separate.ts";
import { factorOf, logDeterminant } from "./small_matrices.ts";
import { entropyOfTwo } from "./two_components.ts";

/**
 * How an entropy was found, from the easiest to the hardest: in closed form, by the integral for two components, by panels on a
 * line, by lattices in two or three dimensions.
 */
export type ExactMethod = "closed form" | "two components" | "line" | "lattice";

const methods: readonly ExactMethod[] = ["closed form", "two components", "line", "lattice"];

/** −∫ p ln p to a known error, and how it was found. */
export interface Found extends Integral {
  readonly method: ExactMethod;
}

/** The most dimensions of a lattice. */
const mostDimensions = 3;

/**
 * −∫ p ln p of a Gaussian mixture in numbers, or undefined where nothing here can find it. Components that are the same are
 * merged, groups that do not meet are taken apart, and each group is brought to the directions in which it is no product.
 */
export async function exactGaussians(p: Gaussians, effort: Effort): Promise<Found | undefined> {
  const distinct = merged(p).merged, { tolerance, onProgress } = effort;
  const { groups, error: apart } = distinct.d === 1
    ? { groups: [distinct.weights.map((_, i) => i)].map((all) => [...all]), error: 0 }
    : separated(distinct, 0.1 * tolerance);
  const sum = distinct.weights.reduce((s, c) => s + c, 0), value = newTotal();
  let error = apart, hardest = 0, done = 0;
  for (const group of groups) {
    const part = groups.length === 1 ? distinct : someOf(distinct, group);
    const mass = part.weights.reduce((s, c) => s + c, 0) / sum, before = done;
    const found = await entropyOfGroup(part, {
      ...effort,
      tolerance: 0.8 * tolerance * (0.5 * mass + 0.5 / groups.length),
      onProgress: onProgress &&
        ((share) => onProgress((before + share * group.length) / distinct.k)),
    });
    if (found === undefined) return undefined;
    value.add(found.value);
    error += found.error;
    hardest = Math.max(hardest, methods.indexOf(found.method));
    done += group.length;
  }
  return { value: value.total(), error, method: methods[hardest]! };
}

async function entropyOfGroup(p: Gaussians, effort: Effort): Promise<Found | undefined> {
  if (p.k === 1) return { ...entropyOfOne(p), method: "closed form" };
  if (p.k === 2) return { ...entropyOfTwo(p), method: "two components" };
  const small = reduced(p, mostDimensions, 0.1 * effort.tolerance);
  if (small === undefined) return undefined;
  const { mixture, beyond } = small;
  const found = await entropyInFew(mixture, effort);
  return found && {
    value: found.value + beyond.value,
    error: found.error + beyond.error,
    method: found.method,
  };
}

async function entropyInFew(p: Gaussians, effort: Effort): Promise<Found | undefined> {
  if (p.d === 0) {
    const c = p.weights.reduce((s, w) => s + w, 0);
    return { value: -c * Math.log(c), error: 2 ** -52 * c, method: "closed form" };
  }
  if (p.d > 1) {
    const found = await latticeEntropy(p, effort);
    return found && { ...found, method: "lattice" };
  }
  const found = await inTurns(lineEntropy(p, effort), newBreath(effort.signal));
  return found && { ...found, method: "line" };
}

/** c(h − ln c). */
function entropyOfOne(p: Gaussians): Integral {
  const { d } = p, c = p.weights[0]!;
  const l = factorOf(covarianceOf(p, 0), d, "The covariance of a component");
  const each = 0.5 * d * Math.log(2 * Math.PI * Math.E) + 0.5 * logDeterminant(l, d) - Math.log(c);
  return { value: c * each, error: 2 ** -51 * c * (d + Math.abs(each)) };
}
