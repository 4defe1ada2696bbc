/** Pairs of families against mpmath's quadrature (tests/vectors/make_families.py): closed forms are right, the rest bound. */
import { assert, assertAlmostEquals } from "@std/assert";
import {
  bhattacharyyaDistance,
  chernoffDistance,
  componentEntropy,
  elkEntropy,
  evaluate,
  type Expr,
  klDivergence,
  logOverlap,
  type Mixture,
  mixtureOf,
} from "../../mod.ts";
import { pairForms } from "../../src/distance/pair_forms.ts";
import { entryOf, type MixedComponent } from "../support/mixed_entries.ts";
import vectors from "../vectors/families.json" with { type: "json" };

interface Row {
  readonly p: MixedComponent;
  readonly q: MixedComponent;
  readonly affinity: { readonly [alpha: string]: number | null };
  readonly overlap: number | null;
  readonly cross: number | null;
  readonly crossBack: number | null;
}

const rows = vectors.pairs as readonly Row[];

/** Two components, each of an own part where the families differ. */
function pairOf({ p, q }: Row) {
  const mixture: Mixture = mixtureOf([entryOf(p, 0.5), entryOf(q, 0.5)]);
  const [first, second] = mixture.parts;
  // components of one family stand in one part
  return second === undefined
    ? { p: mixture.at(0), q: mixture.at(1), isOnePart: true }
    : { p: first!.at(0), q: second.at(0), isOnePart: false };
}

/** The numbers (p, q) and (q, p) of a function of two components. */
async function bothWays(
  row: Row,
  f: (p: ReturnType<typeof pairOf>["p"], q: ReturnType<typeof pairOf>["q"]) => Expr,
): Promise<[number, number]> {
  const { p, q, isOnePart } = pairOf(row);
  const [there, back] = await evaluate([f(p, q), f(q, p)]);
  const at = (value: typeof there, index: number) =>
    typeof value === "number" ? value : value!.data[index]!;
  // [2, 2] over components and their others
  return isOnePart ? [at(there, 1), at(there, 2)] : [at(there, 0), at(back, 0)];
}

const near = (x: number, y: number) => 2e-12 * Math.max(1, Math.abs(x), Math.abs(y));
const name = ({ p, q }: Row) => `${JSON.stringify(p)} and ${JSON.stringify(q)}`;

Deno.test("KL divergences are exact where cross entropies have a closed form, and never too small", async () => {
  for (const row of rows) {
    const [there, back] = await bothWays(row, klDivergence);
    const check = (value: number, cross: number | null, h: number, from: string, to: string) => {
      const { crossEntropy } = pairForms(from as "own", to as "own");
      if (crossEntropy === "none") return assert(value === Infinity, name(row));
      if (cross === null) return;
      const truth = cross - h;
      assert(value >= truth - near(value, cross), `${name(row)}: ${value} is below ${truth}`);
      if (crossEntropy === "exact") assertAlmostEquals(value, truth, near(cross, h), name(row));
    };
    const { p, q } = row;
    check(there, row.cross, await entropyOf(p), p.family, q.family);
    check(back, row.crossBack, await entropyOf(q), q.family, p.family);
  }
});

async function entropyOf(c: MixedComponent): Promise<number> {
  const value = await evaluate(componentEntropy(mixtureOf([entryOf(c, 1)]).at(0)));
  return typeof value === "number" ? value : value.data[0]!;
}

Deno.test("affinities are exact where they have a closed form, and never too small", async () => {
  for (const row of rows) {
    for (const [alpha, truth] of Object.entries(row.affinity)) {
      const [distance] = await bothWays(row, chernoffDistance(Number(alpha)));
      const { affinity } = pairForms(row.p.family as "own", row.q.family as "own");
      if (truth === null) {
        // boxes that lie apart
        assert(distance === Infinity || affinity !== "exact", name(row));
        continue;
      }
      assert(distance <= -truth + near(distance, truth), `${name(row)}: ${-distance} < ${truth}`);
      if (affinity === "exact") assertAlmostEquals(-distance, truth, near(truth, 0), name(row));
      // cells lose little where distances are small
      else if (row.p.family !== "uniform" && row.q.family !== "uniform" && truth > -1) {
        const loss = [row.p.family, row.q.family].includes("studentT") ? 0.25 : 0.02;
        assert(-distance - truth < loss, `${name(row)}, ${alpha}: ${-distance} for ${truth}`);
      }
    }
  }
});

Deno.test("what is exact in part is exact there: logistic distributions of one scale, Cauchy's, boxes beside logistic ones", async () => {
  let seen = 0;
  for (const row of rows) {
    const { p, q } = row, families = [p.family, q.family];
    const isLogistic = families.every((one) => one === "logistic") && p.scale === q.scale;
    const isCauchy = families.every((one) => one === "studentT") && p.nu === 1 && q.nu === 1;
    const isBoxed = families.includes("uniform") && families.includes("logistic");
    if (isLogistic || isBoxed) {
      const [distance] = await bothWays(row, bhattacharyyaDistance);
      assertAlmostEquals(-distance, row.affinity["0.5"]!, near(distance, 0), name(row));
    }
    if (isLogistic || isCauchy || isBoxed) {
      const [overlap] = await bothWays(row, logOverlap);
      assertAlmostEquals(overlap, row.overlap!, near(overlap, 0), name(row));
      seen++;
    }
    if (isLogistic || isCauchy) {
      const [kl] = await bothWays(row, klDivergence);
      assertAlmostEquals(kl, row.cross! - await entropyOf(p), near(row.cross!, 0), name(row));
    }
  }
  assert(seen >= 5);
});

Deno.test("overlaps are exact where they have a closed form, and never too small", async () => {
  for (const row of rows) {
    const [value] = await bothWays(row, logOverlap);
    const { overlap } = pairForms(row.p.family as "own", row.q.family as "own");
    if (row.overlap === null) continue;
    assert(value >= row.overlap - near(value, row.overlap), `${name(row)}: ${value}`);
    if (overlap === "exact") assertAlmostEquals(value, row.overlap, near(value, 0), name(row));
  }
});

Deno.test("entropies of components and their squares are those of quadrature", async () => {
  for (const { p, entropy, logSquare } of vectors.entropies) {
    const component = p as MixedComponent;
    assertAlmostEquals(await entropyOf(component), entropy, near(entropy, 0));
    const elk = await evaluate(elkEntropy(mixtureOf([entryOf(component, 1)])));
    assertAlmostEquals(-(elk as number), logSquare, near(logSquare, 0));
  }
});
