/** The rule of 16 nodes on [−1, 1], exact for polynomials of degree 31, and the polynomial through values at its nodes. */

/** How many nodes the rule has. */
export const nodeCount = 16;

/** Pₙ(x) for n = 0…16, by its recurrence. */
function legendre(x: number): number[] {
  const p = [1, x];
  for (let n = 1; n < nodeCount; n++) p.push(((2 * n + 1) * x * p[n]! - n * p[n - 1]!) / (n + 1));
  return p;
}

/**
 * The positive nodes with their weights 2(1 − x²)/(16 P₁₅(x))² (DLMF 3.5.21), rounded from 50 digits: computed in doubles the weights
 * are wrong by 20 roundings. `mpmath.polyroots` of the coefficients of `mpmath.legendre(16, x)` gives them.
 */
const positive: readonly (readonly [node: number, weight: number])[] = [
  [0.09501250983763744, 0.1894506104550685],
  [0.2816035507792589, 0.18260341504492358],
  [0.45801677765722737, 0.16915651939500254],
  [0.6178762444026438, 0.14959598881657674],
  [0.755404408355003, 0.12462897125553388],
  [0.8656312023878318, 0.09515851168249279],
  [0.9445750230732326, 0.062253523938647894],
  [0.9894009349916499, 0.027152459411754096],
];
const ascending = /* @__PURE__ */ positive.toReversed().map(([x, w]) => [-x, w] as const).concat(
  positive,
);

/** The nodes. */
export const nodes: Float64Array = /* @__PURE__ */ Float64Array.from(ascending, ([x]) => x);
/** Their weights. */
export const nodeWeights: Float64Array = /* @__PURE__ */ Float64Array.from(ascending, ([, w]) => w);

/** (n + ½) wₜ Pₙ(xₜ) for the last four n: their sums with values at the nodes are the last coefficients of the polynomial. */
const projections: readonly Float64Array[] = /* @__PURE__ */ [4, 3, 2, 1].map((back) => {
  const n = nodeCount - back;
  return nodes.map((x, t) => (n + 0.5) * nodeWeights[t]! * legendre(x)[n]!);
});

/**
 * An estimate of what the rule loses on a function with these values, for an interval of length 2. If coefficients decay as Cρ⁻ⁿ,
 * the last ones are Cρ⁻¹⁵ and what the rule misses begins with Cρ⁻³²: at most a²/C with a the largest of the last four, since
 * neighbours may vanish by symmetry, and C the largest value.
 */
export function lossOf(values: Float64Array): number {
  let last = 0, most = 0;
  for (const projection of projections) {
    let a = 0;
    for (let t = 0; t < nodeCount; t++) a += projection[t]! * values[t]!;
    last = Math.max(last, Math.abs(a));
  }
  for (let t = 0; t < nodeCount; t++) most = Math.max(most, Math.abs(values[t]!));
  return most === 0 ? 0 : 2 * last * (last / most);
}

/** Barycentric weights (−1)ᵗ √((1 − x²) w) of the nodes (Wang & Xiang 2012). */
const barycentric = /* @__PURE__ */ nodes.map((x, t) =>
  (t % 2 === 0 ? 1 : -1) * Math.sqrt((1 - x * x) * nodeWeights[t]!)
);

/** For each node of a half, what values at the nodes of the whole count at it. */
function halving(side: -1 | 1): Float64Array {
  const matrix = new Float64Array(nodeCount * nodeCount);
  for (let s = 0; s < nodeCount; s++) {
    const x = (nodes[s]! + side) / 2;
    const terms = nodes.map((node, t) => barycentric[t]! / (x - node));
    const sum = terms.reduce((all, term) => all + term, 0);
    terms.forEach((term, t) => matrix[s * nodeCount + t] = term / sum);
  }
  return matrix;
}

const halves = { left: /* @__PURE__ */ halving(-1), right: /* @__PURE__ */ halving(1) };

/** The values at the nodes of one half of an interval of the polynomial that has these at the nodes of the whole. */
export function valuesInHalf(values: Float64Array, side: "left" | "right"): Float64Array {
  const matrix = halves[side], half = new Float64Array(nodeCount);
  for (let s = 0; s < nodeCount; s++) {
    let sum = 0;
    for (let t = 0; t < nodeCount; t++) sum += matrix[s * nodeCount + t]! * values[t]!;
    half[s] = sum;
  }
  return half;
}
