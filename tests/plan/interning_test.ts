/** Equal expressions are one object, whatever their indices are called; and they read like their formulas. */
import { elkEntropy, gaussianMixture, gradient, kdeEntropy, pairwiseEntropy } from "../../mod.ts";
import { mul } from "../../ops.ts";
import { show } from "../../src/expr/show.ts";
import { source } from "../../src/expr/array.ts";
import { axisOf, indexSet, sharedIndexSet } from "../../src/expr/axes.ts";
import { coord, inputAt, reduce, rename, sumOver } from "../../src/expr/build.ts";
import { nodes } from "../../src/expr/simplify.ts";
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { toMixture } from "../support/entries.ts";
import { draw } from "../support/random_mixtures.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const set = indexSet("component", "i", 7);
const i = axisOf(set, 0), j = axisOf(set, 1), k = axisOf(set, 2);
const a = axisOf(sharedIndexSet("coordinate", "a", 3));
const x = inputAt(source({ data: new Float64Array(21), shape: [7, 3] }, "x"), [i, a], "finite");
const at = (axis: typeof i) => rename(x, new Map([[i, axis]]));

Deno.test("equal expressions are one object", () => {
  const y = at(j);
  assertStrictEquals(nodes.add(x, y), nodes.add(y, x));
  assertStrictEquals(nodes.mul(x, y), nodes.mul(y, x));
  assertStrictEquals(nodes.square(nodes.sub(x, y)), nodes.square(nodes.sub(y, x)));
  assertStrictEquals(nodes.neg(nodes.neg(x)), x);
  assert(nodes.sub(x, y) !== nodes.sub(y, x));
  const p = toMixture(draw({ structure: "diagonal", k: 3, d: 2, seed: 1 }));
  assertStrictEquals(kdeEntropy(p), kdeEntropy(p));
  assertStrictEquals(
    gradient(pairwiseEntropy(p, { distance: "kl" }), p).means,
    gradient(pairwiseEntropy(p, { distance: "kl" }), p).means,
  );
});

Deno.test("reductions that differ by the name of the bound index are one object", () => {
  for (const op of ["sum", "max", "logSumExp"] as const) {
    assertStrictEquals(reduce(op, i, at(i)), reduce(op, j, at(j)));
    assertStrictEquals(reduce(op, i, at(i)), reduce(op, k, at(k)));
  }
  const product = (s: typeof i, t: typeof i) => nodes.mul(nodes.exp(at(s)), at(t));
  // over i′ for each i, or over i for each i′ and then called i
  const one = sumOver(j, product(i, j)),
    other = rename(sumOver(i, product(j, i)), new Map([[j, i]]));
  assertStrictEquals(one, other);
  assert(one !== sumOver(j, product(j, i)), "the roles of the factors matter");
});

Deno.test("a symmetric value is itself with its indices exchanged, an asymmetric one is not", () => {
  const swap = new Map([[i, j], [j, i]]);
  const distance = sumOver(a, nodes.square(nodes.sub(at(i), at(j))));
  assertStrictEquals(rename(distance, swap), distance);
  const skew = sumOver(a, nodes.mul(nodes.exp(at(i)), at(j)));
  assert(rename(skew, swap) !== skew);
  assertStrictEquals(rename(rename(skew, swap), swap), skew);
  // the diagonal of a distance has one axis
  assertEquals(rename(distance, new Map([[j, i]])).axes, [i]);
});

Deno.test("a reduction over an axis that its argument lacks: times the extent, plus its logarithm, or nothing", () => {
  const y = nodes.exp(coord(j));
  assertEquals(show(sumOver(i, y)), "|i|·exp(i′)");
  assertStrictEquals(reduce("max", i, y), y);
  assertEquals(show(reduce("logSumExp", i, y)), "ln(|i|) + exp(i′)");
});

Deno.test("estimates read like their formulas, the same every time", () => {
  const text = () => {
    const p = gaussianMixture({ weights: [0.5, 0.5], means: [[0], [1]], variances: [1, 2] });
    return {
      elk: show(nodeOf(elkEntropy(p))),
      kl: show(nodeOf(mul(2, pairwiseEntropy(p, { distance: "kl" })))),
    };
  };
  assertEquals(text(), text());
  const { elk, kl } = text();
  assertMatch(
    elk,
    /^−Σ\[i\]\(weights\[i\]·lse\[i′\]\(.*means\[i,a\] − means\[i′,a\].*, weights\[i′\]\)\)$/,
  );
  assertMatch(kl, /Σ\[i\]\(weights\[i\]·lse\[i′\]\(/);
  assertEquals(
    show(nodeOf(elkEntropy(gaussianMixture({ means: [[0]], variance: 1 }))), 2),
    "−Σ[i](…)",
  );
});
