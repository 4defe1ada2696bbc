/** Mixtures of boxes that nest, touch, coincide, or are very small or large, against closed forms. */
import { evaluate, uniformMixture } from "../../mod.ts";
import { formsOf } from "../support/forms.ts";
import { assertEstimates } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import type { Case, Matrix, Vector } from "../support/references.ts";

/** For two boxes: volumes of each and of what they share. */
interface Pair {
  readonly weights: Vector;
  readonly volumes: Vector;
  readonly shared: number;
  /** Whether the middle of box i lies in box j. */
  readonly holds: readonly (readonly boolean[])[];
  /** Whether box i lies in box j. */
  readonly inside: readonly (readonly boolean[])[];
}

/** Every estimate for two boxes, each written as −Σᵢ cᵢ ln Σⱼ cⱼ sᵢⱼ with its own similarity s. */
function closedForms({ weights, volumes, shared, holds, inside }: Pair): Case["expect"] {
  const sum = (f: (i: number) => number) => weights[0]! * f(0) + weights[1]! * f(1);
  const conditional = sum((i) => Math.log(volumes[i]!));
  const log = (similarity: (i: number, j: number) => number) =>
    -sum((i) => Math.log(weights[0]! * similarity(i, 0) + weights[1]! * similarity(i, 1)));
  const overlap = (i: number, j: number) => i === j ? volumes[i]! : shared;
  const chernoff = (alpha: number) =>
    conditional +
    log((i, j) => overlap(i, j) / (volumes[i]! ** alpha * volumes[j]! ** (1 - alpha)));
  return {
    conditional,
    joint: conditional - sum((i) => Math.log(weights[i]!)),
    kl: conditional + log((i, j) => inside[i]![j] ? volumes[i]! / volumes[j]! : 0),
    bhattacharyya: chernoff(0.5),
    "chernoff0.3": chernoff(0.3),
    "chernoff0.7": chernoff(0.7),
    elkDistance: chernoff(0.5),
    elk: log((i, j) => overlap(i, j) / (volumes[i]! * volumes[j]!)),
    kde: log((i, j) => holds[i]![j] ? 1 / volumes[j]! : 0),
  };
}

/** Checks two boxes in both orders. */
async function assertPair(centers: Matrix, widths: Matrix, pair: Pair, what: string) {
  const back = <T>(list: readonly T[]) => list.toReversed();
  for (const turned of [false, true]) {
    const order = <T>(list: readonly T[]) => turned ? back(list) : list;
    const expected = closedForms({
      ...pair,
      weights: order(pair.weights),
      volumes: order(pair.volumes),
      holds: order(pair.holds.map(order)),
      inside: order(pair.inside.map(order)),
    });
    const c: Case = {
      name: "",
      family: "uniform",
      weights: order(pair.weights),
      centers: order(centers),
      widths: order(widths),
      expect: {},
    };
    for (const { mixture, name } of formsOf(c)) {
      await assertEstimates(mixture, expected, `${what}, ${name}${turned ? ", turned" : ""}`);
    }
  }
}

const both = [[true, true], [true, true]], own = [[true, false], [false, true]];

Deno.test("U[0, 1] + U[.4, .6] with unequal weights, in both orders: the distance is from the outer box to the inner sum", async () => {
  // the small box lies inside the large one, not the other way round
  const inside = [[true, false], [true, true]];
  for (const share of [0.5, 0.8, 0.01]) {
    const pair = {
      weights: [share, 1 - share],
      volumes: [1, 0.2],
      shared: 0.2,
      holds: both,
      inside,
    };
    await assertPair([[0.5], [0.5]], [[1], [0.2]], pair, `nested, weight ${share}`);
  }
});

Deno.test("a box in the corner of another shares its faces and lies inside", async () => {
  const inside = [[true, false], [true, true]], holds = [[true, false], [true, true]];
  const pair = { weights: [0.7, 0.3], volumes: [12, 0.25], shared: 0.25, holds, inside };
  await assertPair([[0, 0], [1.75, -1.25]], [[4, 3], [0.5, 0.5]], pair, "corner");
});

Deno.test("boxes that touch, at a face or a corner, do not overlap", async () => {
  const pair = { weights: [0.7, 0.3], volumes: [1, 2], shared: 0, holds: own, inside: own };
  await assertPair([[0, 0], [1, 0]], [[1, 1], [1, 2]], pair, "face");
  await assertPair([[0, 0], [1, 1.5]], [[1, 1], [1, 2]], pair, "corner");
  await assertPair([[0], [2 ** 40]], [[1], [2]], pair, "far away");
  // the ends of these boxes agree up to rounding only
  const tenths = { ...pair, volumes: [0.1, 0.1] };
  await assertPair([[0.15], [0.25]], [[0.1], [0.1]], tenths, "tenths");
});

Deno.test("the middle of a box may lie on the face of another, which it belongs to", async () => {
  const holds = [[true, false], [true, true]];
  const pair = { weights: [0.6, 0.4], volumes: [1, 0.5], shared: 0.25, holds, inside: own };
  await assertPair([[0.5], [1]], [[1], [0.5]], pair, "on the face");
});

Deno.test("crossing boxes contain neither one another nor one another's middle", async () => {
  const pair = { weights: [0.25, 0.75], volumes: [8, 8], shared: 1, holds: own, inside: own };
  await assertPair(
    [[5, 0], [0, 5]],
    [[8, 1], [1, 8]],
    { ...pair, shared: 0 },
    "apart",
  );
  await assertPair([[3, 0], [0, 3]], [[8, 1], [1, 8]], pair, "an L");
  await assertPair([[0, 0], [0, 0]], [[8, 1], [1, 8]], { ...pair, holds: both }, "a plus");
});

Deno.test("identical boxes are one box", async () => {
  const pair = { weights: [0.125, 0.875], volumes: [6, 6], shared: 6, holds: both, inside: both };
  await assertPair([[1, -5], [1, -5]], [[2, 3], [2, 3]], pair, "twice the same");
});

Deno.test("widths from 1e-300 to 1e300, and volumes that no double holds, have their logarithms", async () => {
  for (const width of [1e-300, 1e-100, 1e-9, 1e9, 1e100, 1e300]) {
    for (const d of [1, 60]) {
      const row = (x: number) => Array.from({ length: d }, () => x);
      // half overlapping along the first coordinate
      const centers = [row(0), [width / 2, ...row(0).slice(1)]];
      const p = uniformMixture({ weights: [0.25, 0.75], centers, widths: width });
      const start = d * Math.log(width);
      const mixed = -0.25 * Math.log(0.25 + 0.75 / 2) - 0.75 * Math.log(0.75 + 0.25 / 2);
      const joint = start - 0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
      await assertEstimates(p, {
        conditional: start,
        joint,
        kl: joint,
        bhattacharyya: start + mixed,
        "chernoff0.3": start + mixed,
        elkDistance: start + mixed,
        elk: start + mixed,
        // each middle lies on a face of the other box
        kde: start,
      }, `width ${width}, d = ${d}`);
    }
  }
});

Deno.test("a box of weight zero changes nothing, even where it holds all others", async () => {
  const weights = [0.25, 0.75], centers = [[0], [0.5]], widths = [[1], [2]];
  const expected = await evaluate(estimatorsOf(uniformMixture({ weights, centers, widths })));
  for (const [center, width] of [[0, 1e200], [0, 1e-200], [1e200, 1], [0.5, 2]] as const) {
    for (const position of [0, 1, 2]) {
      const insert = <T>(list: readonly T[], x: T) => list.toSpliced(position, 0, x);
      const p = uniformMixture({
        weights: insert(weights, 0),
        centers: insert(centers, [center]),
        widths: insert(widths, [width]),
      });
      await assertEstimates(p, expected, `[${center} ± ${width}]`);
    }
  }
});
