/**
 * Markers: nodes that only gradients look at. Their values and rules, when one is left out, and that neither plans nor
 * kernels have any.
 */
import { lower } from "../../kernels/lower/lower.ts";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import { inputOver } from "../../src/expr/array.ts";
import { coord, extent, rebuild, rename, sumOver } from "../../src/expr/build.ts";
import { DomainError } from "../../src/expr/errors.ts";
import { mark, markers } from "../../src/expr/mark.ts";
import { type Marker, markerArity } from "../../src/expr/markers.ts";
import { type Node, topological } from "../../src/expr/node.ts";
import { numbers } from "../../src/expr/ops.ts";
import { show } from "../../src/expr/show.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import { differentiate } from "../../src/gradient/reverse.ts";
import { markerRules } from "../../src/gradient/marker_rules.ts";
import { canonical } from "../../src/plan/canonical.ts";
import { checkBare } from "../../src/plan/check.ts";
import { plan } from "../../src/plan/plan.ts";
import { strip, valueParts } from "../../src/plan/strip.ts";
import { structureOf } from "../../src/plan/structure.ts";
import { wholeView } from "../../src/plan/view.ts";
import { evaluate, gaussianMixture, gradient, monteCarloEntropy } from "../../mod.ts";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { valueAt } from "./naive.ts";
import { nodeList } from "../support/nodes.ts";
import { array } from "../support/results.ts";

const set = indexSet("component", "i", 3);
const [i, j] = [axisOf(set), axisOf(set, 1)];
const leaf = (name: string, data: number[]) =>
  inputOver({ shape: [3], data: Float64Array.from(data) }, name, [i]);
const [x, y, s] = [leaf("x", [1, 2, 4]), leaf("y", [-3, 0.5, 8]), leaf("s", [5, 6, 7])];
const all = Object.keys(markerArity) as Marker[];

/** A marker of x, with y and s for whatever else it takes. */
function marked(op: Marker): Node {
  const [value, ...others] = [x, y, s].slice(0, markerArity[op]) as [Node, ...Node[]];
  return mark(op, [value, ...others]);
}

for (const op of all) {
  Deno.test(`${op}: the value is that of the first argument, whatever the others are`, async () => {
    const node = marked(op);
    assertEquals([0, 1, 2].map((t) => valueAt(node, new Map([[i, t]]))), [1, 2, 4]);
    assertEquals([...array(await evaluate(nodes.neg(node))).data], [-1, -2, -4]);
    assertEquals(strip([node]), [x]);
    assertEquals(valueParts(node), [x]);
    assertEquals(show(node), markerArity[op] === 1 ? "(x[i])" : "x[i]");
  });

  Deno.test(`${op}: one of equal arguments is one node, renamed and rebuilt like its arguments`, () => {
    const node = marked(op), names = new Map([[i, j]]);
    assertStrictEquals(marked(op), node);
    const renamed = rename(node, names);
    assert(renamed.kind === "marker" && renamed.op === op);
    assertEquals(
      renamed.args.map((arg) => arg),
      [x, y, s].slice(0, markerArity[op]).map((arg) => rename(arg, names)),
    );
    assertStrictEquals(rename(renamed, new Map([[j, i]])), node);
    assertStrictEquals(rebuild(node, (part) => part), node);
    const swapped = rebuild(node, (part) => part === x ? s : part);
    assert(swapped.kind === "marker" && swapped.args[0] === s);
  });

  Deno.test(`${op}: neither a plan nor its kernels have it, nor does one made from the structure`, () => {
    const output = sumOver(i, nodes.mul(nodes.exp(marked(op)), y));
    const structures = [
      canonical([output], structureOf([output])),
      canonical([output], structureOf([output], wholeView), { view: wholeView }),
    ];
    for (const outputs of [[output], ...structures.map(({ outputs }) => outputs)]) {
      const made = plan(outputs);
      const kept = made.stored.flatMap(({ node }) => node === undefined ? [] : [node]);
      assert(!topological(kept).some(({ kind }) => kind === "marker"));
      // the kernel of what has no marker
      const bare = plan([sumOver(i, nodes.mul(nodes.exp(x), y))]);
      const instructions = (of: typeof made) =>
        lower(of).map(({ levels }) =>
          levels.flat().map((one) => [one.kind, "op" in one && one.op])
        );
      assertEquals(instructions(made), instructions(bare));
    }
  });
}

Deno.test("a marker with one argument leaves out numbers, indices and what has it already; others keep their paths", () => {
  for (const op of ["stop", "sealed", "frozen"] as const) {
    for (const plain of [constant(2), coord(i), extent(set), markers[op](x)]) {
      assertStrictEquals(markers[op](plain), plain);
    }
  }
  assertEquals(markers.stop(markers.sealed(x)).kind, "marker");
  assertEquals(markers.surrogate(constant(2), x).kind, "marker");
  assertStrictEquals(markers.surrogate(constant(2), constant(3)), constant(2));
  assertStrictEquals(markers.sloped(constant(2), constant(3), constant(4)), constant(2));
});

Deno.test("what is stopped or sealed hands on nothing, a surrogate to its second argument only, a slope to both", () => {
  const adjoints = (op: Marker, args: readonly number[]) => markerRules[op](numbers, 2, args);
  assertEquals(adjoints("stop", [3]), [null]);
  assertEquals(adjoints("sealed", [3]), [null]);
  assertEquals(adjoints("surrogate", [5, 7]), [null, 2]);
  assertEquals(adjoints("sloped", [5, 7, 3]), [2, 6, null]);
  assertThrows(() => adjoints("frozen", [3]), DomainError, "first derivatives only");
});

Deno.test("a gradient freezes what was sealed, so that the next one throws", () => {
  const once = differentiate(sumOver(i, nodes.mul(nodes.square(x), markers.sealed(y))), [x]);
  const frozen = topological(once).filter((node) => node.kind === "marker");
  assertEquals(frozen.map((node) => node.kind === "marker" && node.op), ["frozen"]);
  assertThrows(() => differentiate(sumOver(i, once[0]!), [y]), DomainError, "first derivatives");
  // the square of x can be differentiated once more all the same: nothing sealed depends on x
  assertEquals(differentiate(sumOver(i, once[0]!), [x]).length, 1);
});

Deno.test("a plan in which a marker is left is a defect, and is told", () => {
  checkBare(topological([x, nodes.exp(x)]));
  assertThrows(() => checkBare(topological([nodes.exp(markers.stop(x))])), Error, "has a marker");
});

Deno.test("a Monte Carlo estimate with its gradients, which is full of markers, has a plan without", () => {
  const p = gaussianMixture({ means: [[0, 0], [1, 2]], variances: [1, 2] });
  const { value, standardError } = monteCarloEntropy(p, { samples: 7, seed: 1 });
  const outputs = [value, standardError, ...Object.values(gradient(value, p))];
  const found = new Set(
    topological(nodeList(outputs)).flatMap((node) => node.kind === "marker" ? [node.op] : []),
  );
  for (const op of ["stop", "frozen", "surrogate"] as const) assert(found.has(op), op);
  const stored = plan(nodeList(outputs)).stored.flatMap(({ node }) =>
    node === undefined ? [] : [node]
  );
  assert(!topological(stored).some(({ kind }) => kind === "marker"));
});
