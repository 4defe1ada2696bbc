/** The one answer of the command line: what is printed is true of the entropy, which is known from elsewhere. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { headline, howSentence, valueAndError } from "../../src/cli/headline.ts";
import type { Answer } from "../../src/cli/report.ts";
import { reportOn, runOver } from "../support/run_command.ts";

const aim = { error: 1e-3, confidence: 0.95, effort: undefined, maxSamples: undefined, seed: 0 };
const drawn: Answer = {
  ...{ value: 16.2164, error: 0.00093, lower: 16.1832, upper: 16.2405, certified: false },
  ...{ method: "posterior sampling", samples: 262_144, aim },
};

Deno.test("the headline has the digits that are known, and the bracket is rounded outward", () => {
  assertEquals(
    headline(drawn, "nats"),
    "H(X) = 16.2164 ± 0.0010 nats, certainly within [16.183, 16.241]",
  );
  assertEquals(
    howSentence(drawn, "nats"),
    "by posterior sampling, 262,144 draws with seed 0; ± holds with 95 % confidence",
  );
  const method = "two components";
  const sure: Answer = { ...drawn, value: 1.75, error: 4e-15, certified: true, method };
  assertEquals(headline(sure, "bits"), "H(X) = 1.750000000000000 ± 4e-15 bits, for sure");
  assertEquals(howSentence(sure, "bits"), "by an integral for two components");
  assertEquals(headline({ ...sure, value: -0, error: 0 }, "nats"), "H(X) = 0 ± 0 nats, for sure");
});

Deno.test("an error larger than asked for is said, and that more draws would help", () => {
  assertStringIncludes(
    howSentence({ ...drawn, error: 0.02 }, "nats"),
    "\nthe error asked for, 0.001 nats, takes more draws (--samples)",
  );
  const wide: Answer = { ...drawn, error: Infinity, lower: -Infinity, value: 0 };
  assertEquals(headline(wide, "nats"), "H(X) lies in (-∞, 16.2405] nats, for sure");
});

Deno.test("the value printed ± the error printed encloses the value ± its error", () => {
  const numbers = { min: -1e4, max: 1e4, noNaN: true };
  fc.assert(
    fc.property(
      fc.double(numbers),
      fc.double({ min: -34, max: 3, noNaN: true }),
      (value, power) => {
        const error = Math.exp(power);
        const [printed, wrong] = valueAndError({ value, error }).split(" ± ").map(Number);
        const slack = 1e-12 * (Math.abs(value) + 1) * Number.EPSILON ** 0.25;
        assert(Math.abs(printed! - value) + error <= wrong! + slack, `${printed} ${wrong}`);
        assert(wrong! <= 2.1 * error + 2e-15, `${wrong} of ${error}`);
      },
    ),
  );
});

/** Far from each other in no direction: six directions, so that draws are needed. */
const tangled = JSON.stringify({
  means: Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, a) => a === i ? 2 : 0)),
  variance: 1,
});

Deno.test("--error, --confidence, --samples and --seed say how sure and how dear the answer is", async () => {
  const rough = await reportOn(tangled, "p.json", "--error", "0.05");
  assert(rough.error <= 0.05 && rough.lower <= rough.value && rough.value <= rough.upper);
  const fine = await reportOn(tangled, "p.json", "--error", "0.002", "--confidence", "0.99");
  assert(fine.error <= 0.002 && fine.samples > rough.samples);
  assertAlmostEquals(fine.value, rough.value, rough.error + fine.error);
  assertEquals([fine.certified, fine.confidence, fine.method], [false, 0.99, "posterior sampling"]);
  const few = await reportOn(tangled, "p.json", "--error", "1e-6", "--samples", "2048");
  assert(few.samples <= 2048 && few.error > 1e-6);
  const other = await reportOn(
    tangled,
    "p.json",
    "--error",
    "1e-6",
    "--samples",
    "2048",
    "--seed",
    "5",
  );
  assert(other.value !== few.value);
  const bits = await reportOn(tangled, "p.json", "--error", "0.002", "--unit", "bits");
  assert(bits.error <= 0.002);
});

Deno.test("--all has a row for each bound by name, and one for each estimator, which enclose the answer", async () => {
  const { value, error, estimates } = await reportOn(tangled, "p.json", "--all");
  const names = estimates.map(({ name }) => name);
  for (
    const name of ["kl", "joint", "kde", "tilted", "pairs-lower", "em", "pairs-upper", "moments"]
  ) {
    assert(names.includes(name), name);
  }
  assertEquals(new Set(names).size, names.length);
  for (const { name, kind, value: bound } of estimates) {
    if (kind === "lower bound") assert(bound <= value + error, name);
    if (kind === "upper bound") assert(bound >= value - error, name);
  }
  assertEquals((await reportOn(tangled, "p.json")).estimates, []);
  const linear = await reportOn(tangled, "p.json", "--all", "--effort", "linear");
  assert(!linear.estimates.some(({ name }) => name === "tilted"));
  const chosen = await reportOn(tangled, "p.json", "--estimators", "kl,tilted,pairs-upper");
  assertEquals(chosen.estimates.map(({ name }) => name), ["kl", "tilted", "pairs-upper"]);
});

Deno.test("options of the answer that cannot be are wrong usage", async () => {
  const says = async (part: string, ...args: string[]) => {
    const { code, err } = await runOver(["entropy", "p.json", ...args], () => tangled);
    assertEquals(code, 2, err);
    assertStringIncludes(err, part);
  };
  await says('above 0 for --error, got "0"', "--error", "0");
  await says('between 0 and 1 for --confidence, got "95"', "--confidence", "95");
  await says('Unknown effort "tigt"; did you mean "tight"?', "--effort", "tigt");
  await says("Expected --all or --estimators", "--all", "--estimators", "kl");
  await says(
    "a Gaussian mixture with k = 6 has with --effort pairs, got overlaps-lower",
    "--estimators",
    "overlaps-lower",
  );
});

Deno.test("a bound that leaves the range of doubles is left out, and the answer stands", async () => {
  // far apart: ln 2 + ½ ln 2πe
  const far = JSON.stringify({ means: [[1e308], [-1e308]], variance: 1 });
  const truth = Math.LN2 + 0.5 * Math.log(2 * Math.PI * Math.E);
  const { value, error, estimates } = await reportOn(far, "p.json", "--all");
  assert(Math.abs(value - truth) <= error + 1e-15, `${value}`);
  assert(!estimates.some(({ name }) => name === "moments"));
  for (const { kind, value } of estimates) {
    if (kind === "upper bound") assert(value >= truth);
  }
});

Deno.test("boxes whose edges overflow are not taken to be what they are not", async () => {
  const boxes = { centers: [[-1e308], [1e308]], widths: [[1e308], [1.7e308]] };
  // they do not meet: ln 2 and the mean of ln |V|
  const truth = Math.LN2 + (Math.log(1e308) + Math.log(1.7e308)) / 2;
  const { code, out } = await runOver(
    ["entropy", "p.json", "--json"],
    () => JSON.stringify(boxes),
  );
  if (code !== 0) return;
  const { lower, upper } = JSON.parse(out);
  assert(Number(lower) <= truth && truth <= Number(upper), out);
});

Deno.test("the error of a quadrature is said to be estimated, and nothing of it to be sure", async () => {
  // three components on a line
  const p = JSON.stringify({ means: [[0], [2], [5]], variances: [1, 2, 0.5] });
  const { code, out } = await runOver(["entropy", "p.json"], () => Promise.resolve(p));
  assertEquals(code, 0);
  const [first, second] = out.split("\n");
  assert(/^H\(X\) = [\d.]+ ± \de-1\d nats$/.test(first!), first);
  assertEquals(second, "by quadrature along a line, whose error is estimated");
});
