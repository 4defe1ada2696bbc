/**
 * What the command line calls a bound is one after all rounding: lower ends are rounded down and upper ends up, brackets are
 * ordered, the information lies in its range, and draws that contradict the bounds are reported.
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import { bracketOf, warningsOf } from "../../src/cli/bracket.ts";
import type { Estimate } from "../../src/cli/report.ts";
import { aboveLabelEntropy, fixed, outward } from "../../src/cli/rounding.ts";
import { reportOn, runOver } from "../support/run_command.ts";
import { cases } from "../support/references.ts";

const ends = ["conditional", "elk", "bhattacharyya", "kl", "joint"] as const;

for (const c of cases) {
  Deno.test(`${c.name}: every bound is printed on its side of the 50-digit value, and near it`, async () => {
    const { name, family, weights, means, covariances, variance, centers, widths } = c;
    const mixture = JSON.stringify({
      ...{ name, family, weights },
      ...(family === "uniform"
        ? { centers, widths }
        : covariances === undefined
        ? { means, variance }
        : { means, covariances }),
    });
    const args = ["p.json", "--estimators", ends.join(",")];
    const { estimates, bracket, warnings } = await reportOn(mixture, ...args);
    for (const { name, kind, value } of estimates) {
      const exact = c.expect[name]!;
      assert(
        kind === "lower bound" ? value <= exact : value >= exact,
        `${name}: ${value}, ${exact}`,
      );
      assert(Math.abs(value - exact) <= 1e-11 * Math.max(1, Math.abs(exact)), name);
    }
    assert(bracket.lower!.value <= bracket.upper!.value);
    assertEquals(warnings, []);
    const { out } = await runOver(["entropy", ...args, "--unit", "bits"], () => mixture);
    const [, lower, upper] = out.match(/lies in \[(\S+), (\S+)\] bits/) ?? [];
    const bits = (nats: readonly number[]) => nats.map((x) => x / Math.LN2);
    const [least, most] = [ends.slice(0, 3), ends.slice(3)].map((names) =>
      bits(names.map((name) => c.expect[name]!))
    );
    assert(Number(lower) <= Math.max(...least!) && Math.min(...most!) <= Number(upper), out);
  });
}

Deno.test("one Gaussian: every bound is its entropy, which lies between the ends, in JSON and in the table", async () => {
  const property = fc.asyncProperty(
    fc.double({ min: -600, max: 600, noNaN: true }),
    fc.integer({ min: 1, max: 6 }),
    fc.boolean(),
    async (exponent, d, inBits) => {
      const variance = Math.exp(exponent), unit = inBits ? "bits" : "nats";
      // d/2 ln 2πeσ²: exact to a few units in the last place of its terms
      const truth = 0.5 * d * (Math.log(2 * Math.PI * Math.E) + Math.log(variance)) /
        (inBits ? Math.LN2 : 1);
      const mixture = JSON.stringify({ means: [Array(d).fill(0)], variance });
      const { bracket: { lower, upper } } = await reportOn(
        mixture,
        "p.json",
        "--all",
        "--unit",
        unit,
      );
      assert(lower!.value <= truth && truth <= upper!.value, `${lower!.value} ${truth}`);
      assert(upper!.value - lower!.value < 1e-12 * (d + Math.abs(truth)) * 2);
      const { out } = await runOver(["entropy", "p.json", "--all", "--unit", unit], () => mixture);
      const [, from, to] = out.match(/lies in \[(\S+), (\S+)\]/) ?? [];
      assert(Number(from) <= truth && truth <= Number(to), out);
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

Deno.test("decimals are rounded towards the side asked for, and never beyond the next", () => {
  assertEquals(fixed(1.23456, 4, "down"), "1.2345");
  assertEquals(fixed(1.23456, 4, "up"), "1.2346");
  assertEquals(fixed(1.23456, 4), "1.2346");
  assertEquals(fixed(-1.23456, 4, "down"), "-1.2346");
  assertEquals(fixed(-1.23456, 4, "up"), "-1.2345");
  assertEquals(fixed(-1e-9, 4, "up"), "0.0000");
  assertEquals(fixed(-1e-9, 4, "down"), "-0.0001");
  assertEquals(fixed(-1e-9, 4), "0.0000");
  assertEquals(fixed(9.99999, 4, "up"), "10.0000");
  assertEquals(fixed(0.5, 4, "up"), "0.5000");
  assertEquals([fixed(Infinity, 4, "up"), fixed(-Infinity, 4)], ["∞", "-∞"]);
  fc.assert(
    fc.property(
      fc.double({ min: -1000, max: 1000, noNaN: true }),
      fc.integer({ min: 1, max: 10 }),
      (x, digits) => {
        const down = Number(fixed(x, digits, "down")), up = Number(fixed(x, digits, "up"));
        assert(down <= x && x <= up);
        assert(up - down <= 10 ** -digits + 1e-12, `${down} ${up}`);
        assertMatch(fixed(x, digits, "down"), new RegExp(`^-?\\d+\\.\\d{${digits}}$`));
      },
    ),
  );
});

Deno.test("rounding outward grows with the dimension, the size and the unit", () => {
  const loss = 2 ** -43;
  assertEquals(outward(3, "up", { d: 5, nats: 1, isSingle: false }), 3 + loss * 8);
  assertEquals(outward(-3, "down", { d: 5, nats: 1, isSingle: false }), -3 - loss * 8);
  assertEquals(outward(3, "nearest", { d: 5, nats: 1, isSingle: false }), 3);
  assertEquals(outward(0, "up", { d: 1, nats: Math.LN2, isSingle: false }), loss / Math.LN2);
  assertEquals(outward(Infinity, "up", { d: 1, nats: 1, isSingle: true }), Infinity);
  assertEquals(outward(3, "up", { d: 5, nats: 1, isSingle: true }), 3 + 2 ** -15 * 8);
  assertEquals(aboveLabelEntropy(0, 1), 0);
  assert(aboveLabelEntropy(1, 1) > 1);
});

const estimate = (kind: Estimate["kind"], name: string, value: number): Estimate => ({
  kind,
  name,
  value,
});

Deno.test("bounds that contradict each other are put in order, and reported", () => {
  const estimates = [estimate("lower bound", "elk", 2.5), estimate("upper bound", "kl", 2.25)];
  assertEquals(bracketOf(estimates), {
    lower: { value: 2.25, estimator: "elk" },
    upper: { value: 2.5, estimator: "kl" },
  });
  assertEquals(warningsOf("H(X)", estimates), [
    "The lower bound of H(X) by elk lies above its upper bound by kl, by 0.25: more than rounding explains",
  ]);
});

Deno.test("a Monte Carlo value is reported from five standard errors outside of the bracket on", () => {
  const bounds = [estimate("lower bound", "elk", 1), estimate("upper bound", "kl", 2)];
  const reported = (value: number, standardError: number) =>
    warningsOf("H(X)", [...bounds, {
      ...estimate("estimate", "monte-carlo", value),
      standardError,
    }]);
  assertEquals(reported(1.5, 0.001), []);
  assertEquals(reported(0.5, 0.11), []);
  assertEquals(reported(0.5, 0.0625), [
    "The estimate of H(X) by monte-carlo lies 0.50 below its lower bound, more than 5 standard errors of 0.063",
  ]);
  assertEquals(reported(2.75, 0.125).length, 1);
  assertEquals(reported(2.75, Infinity), []);
  assertEquals(reported(2, 0), []);
  assertEquals(reported(2.5, 0).length, 1);
  const half = [bounds[1]!, { ...estimate("estimate", "monte-carlo", -9), standardError: 0.1 }];
  assertEquals(warningsOf("H(X)", half), []);
});

/** A rare component so wide that the entropy is mostly its own: 0.01 · 345 nats. */
const RARE = JSON.stringify({ weights: [0.99, 0.01], means: [[0], [0]], variances: [1, 1e300] });

Deno.test("few draws miss nothing of a rare component, however wide: no warning on the standard error or in JSON", async () => {
  const args = ["p.json", "--all", "--samples", "8", "--seed"];
  // components apart: Σ cᵢ (hᵢ − ln cᵢ)
  const labels = -0.99 * Math.log(0.99) - 0.01 * Math.log(0.01);
  const truth = 0.5 * Math.log(2 * Math.PI * Math.E) + 0.005 * Math.log(1e300) + labels;
  for (const seed of ["1", "2", "3", "4", "5", "6"]) {
    const table = await runOver(["entropy", ...args, seed], () => RARE);
    const { warnings, estimates } = await reportOn(RARE, ...args, seed);
    assertEquals([table.code, table.err, warnings], [0, "", []]);
    const drawn = estimates.find(({ name }) => name === "monte-carlo");
    assertAlmostEquals(drawn?.value ?? NaN, truth, 1e-12);
  }
});

Deno.test("the information lies in [0, H(label)], whatever rounding makes of it", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 14 }),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom("nats", "bits"),
    async (x, labels, unit) => {
      fc.pre(new Set(x).size > 1);
      const text = `x,g\n${x.map((value, r) => `${value},${(r * r) % labels}`).join("\n")}\n`;
      const args = ["d.csv", "--group", "g", "--samples", "50", "--unit", unit];
      const { group } = await reportOn(text, ...args);
      const { labelEntropy, estimates, bracket: { lower, upper }, conditionalBracket } = group!;
      for (const { name, information } of estimates) {
        assert(information >= 0 && information <= labelEntropy, `${name}: ${information}`);
      }
      assert(0 <= lower.value && lower.value <= upper.value);
      assert(upper.value <= labelEntropy + 1e-14);
      assert(conditionalBracket.lower! <= conditionalBracket.upper!);
      for (const { bracket } of group!.groups) assert(bracket.lower!.value <= bracket.upper!.value);
      if (labels === 1) assertEquals([lower.value, upper.value], [0, 0]);
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

Deno.test("a wide label keeps its column apart: letters with accents are one, those of East Asia two", async () => {
  const labels = ["漢字", "e\u0301", "👩‍👩‍👧", "\x1b", "plain"];
  const text = `x,g\n${labels.map((label, i) => `${i * i},${label}`).join("\n")}\n`;
  const { out } = await runOver(["entropy", "d.csv", "--group", "g"], () => text);
  // the columns that each label takes, by the tables of Unicode
  const shown = [["漢字", 4], ["e\u0301", 1], ["👩‍👩‍👧", 2], ["\\u001b", 6], ["plain", 5]] as const;
  for (const [label, columns] of shown) {
    assertStringIncludes(out, `\n  ${label}${" ".repeat(6 - columns + 2)}   1 `);
  }
});
