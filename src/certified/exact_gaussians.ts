import { inTurns, newBreath } from "../run/conduct/slices.ts";
import type { Effort } from "./effort.ts";
import { newTotal } from "./compensated.ts";
import { type Gaussians, merged, someOf } from "./gaussians.ts";
import { latticeEntropy, type SlopedIntegral } from "./lattice.ts";
import { lifted } from "./lift.ts";
import { lineEntropy } from "./line.ts";
import { reduced } from "./reduction.ts";
import { separated } from "./separate.ts";
import { addSlopes, newSlopes, type Slopes } from "./slopes.ts";
import { entropyOfTwo } from "./two_components.ts";

/**
 * How an entropy was found, from the easiest to the hardest: in closed form, by the integral for two components, by panels on a
 * line, by lattices in two or three dimensions; of boxes by cells.
 */
export type ExactMethod = "closed form" | "two components" | "line" | "lattice" | "cells";

const methods: readonly ExactMethod[] = ["closed form", "two components", "line", "lattice"];

/** −∫ p ln p to a known error, and how it was found; its slopes, where they were asked for and could be had. */
export interface Found extends SlopedIntegral {
  readonly method: ExactMethod;
}

/** The most dimensions of a lattice. */
const mostDimensions = 3;

/**
 * −∫ p ln p of a Gaussian mixture in numbers, or undefined where nothing here can find it. Components that are the same are
 * merged, groups that do not meet are taken apart, and each group is brought to the directions in which it is no product.
 */
export async function exactGaussians(p: Gaussians, effort: Effort): Promise<Found | undefined> {
  const { merged: distinct, members } = merged(p), { tolerance, onProgress } = effort;
  const one = Array.from(distinct.weights, (_, i) => i);
  const { groups, error: apart } = distinct.d === 1
    ? { groups: [one], error: 0 }
    : separated(distinct, 0.1 * tolerance);
  const sum = distinct.weights.reduce((s, c) => s + c, 0), value = newTotal();
  let error = apart, hardest = 0, done = 0;
  let slopesError: number | undefined = effort.gradient && !p.weights.includes(0)
    ? apart
    : undefined;
  const slopes = newSlopes(distinct.k, distinct.d);
  for (const group of groups) {
    const part = groups.length === 1 ? distinct : someOf(distinct, group);
    const mass = part.weights.reduce((s, c) => s + c, 0) / sum, before = done;
    const found = await entropyOfGroup(part, {
      ...effort,
      gradient: slopesError !== undefined,
      tolerance: 0.8 * tolerance * (0.5 * mass + 0.5 / groups.length),
      onProgress: onProgress &&
        ((share) => onProgress((before + share * group.length) / distinct.k)),
    });
    if (found === undefined) return undefined;
    value.add(found.value);
    error += found.error;
    hardest = Math.max(hardest, methods.indexOf(found.method));
    done += group.length;
    if (found.slopes === undefined) slopesError = undefined;
    else {
      addSlopes(slopes, found.slopes, { members: group, factor: 1 });
      if (slopesError !== undefined) slopesError += found.slopesError ?? 0;
    }
  }
  const result = { value: value.total(), error, method: methods[hardest]! };
  return slopesError === undefined
    ? result
    : { ...result, slopes: slopesOfMembers(slopes, p, members), slopesError };
}

/** The slopes of components that were merged: each has those of the one in its place, of means and covariances its share. */
function slopesOfMembers(
  slopes: Slopes,
  { k, d, weights }: Gaussians,
  members: readonly number[][],
): Slopes {
  const all = newSlopes(k, d);
  members.forEach((same, t) => {
    const sum = same.reduce((s, i) => s + weights[i]!, 0);
    for (const i of same) {
      const share = weights[i]! / sum;
      all.weights[i] = slopes.weights[t]!;
      for (let a = 0; a < d; a++) all.means[i * d + a] = share * slopes.means[t * d + a]!;
      for (let a = 0; a < d * d; a++) {
        all.covariances[i * d * d + a] = share * slopes.covariances[t * d * d + a]!;
      }
    }
  });
  return all;
}

async function entropyOfGroup(p: Gaussians, effort: Effort): Promise<Found | undefined> {
  const two = p.k === 2 ? { ...entropyOfTwo(p), method: "two components" as const } : undefined;
  if (two !== undefined && !effort.gradient) return two;
  const small = reduced(p, mostDimensions, 0.1 * effort.tolerance);
  if (small === undefined) return two;
  const { mixture, beyond, projection, left } = small;
  const found = await entropyInFew(mixture, effort);
  if (found === undefined) return two;
  const { slopes, slopesError } = found;
  return {
    ...(two ?? {
      value: found.value + beyond.value,
      error: found.error + beyond.error,
      method: found.method,
    }),
    ...(slopes && {
      slopes: projection === undefined ? slopes : lifted(slopes, projection),
      slopesError: (slopesError ?? 0) + left,
    }),
  };
}

async function entropyInFew(p: Gaussians, effort: Effort): Promise<Found | undefined> {
  const { k, d } = p;
  if (d === 0 || k === 1) return entropyOfOne(p);
  // slopes come from lattices, on a line too
  const lattice = d > 1 || effort.gradient ? await latticeEntropy(p, effort) : undefined;
  if (d > 1) return lattice && { ...lattice, method: "lattice" };
  const found = await inTurns(lineEntropy(p, effort), newBreath(effort.signal));
  return found && { ...lattice, ...found, method: "line" };
}

/** Of what is one component: of any number of weights in no dimension, or of one on a line. */
function entropyOfOne(p: Gaussians): Found {
  const { d, k } = p, c = p.weights.reduce((s, w) => s + w, 0), slopes = newSlopes(k, d);
  const variance = d === 0 ? 1 : p.covariances[0]!;
  const each = (d === 0 ? 0 : 0.5 * Math.log(2 * Math.PI * Math.E * variance)) - Math.log(c);
  slopes.weights.fill(each - 1);
  slopes.covariances.fill(0.5 * c / variance);
  const error = 2 ** -51 * c * (d + Math.abs(each));
  return { value: c * each, error, method: "closed form", slopes, slopesError: error };
}
