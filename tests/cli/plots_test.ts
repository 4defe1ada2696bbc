/** `--plot`: what pictures show is what is known otherwise, and nobody's text becomes a part of a picture or of a terminal. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { gaussianMixture, uniformMixture } from "../../mod.ts";
import { curveOf } from "../../src/cli/plot/curve.ts";
import { densityMap, ellipseOf } from "../../src/cli/plot/density_map.ts";
import { type Ladder, rangeOfLadder } from "../../src/cli/plot/ladder.ts";
import { densestRegions } from "../../src/cli/plot/regions.ts";
import { axisTitle, linearTicks } from "../../src/cli/plot/ticks.ts";
import { assertDocumented } from "../support/harmless.ts";
import { hostileRun } from "../support/hostile_files.ts";
import { importsOf, sources } from "../support/imports.ts";
import { runOver } from "../support/run_command.ts";
import { steersTerminal } from "../support/terminal.ts";

/** The picture of a file. */
async function plotted(contents: string, ...args: string[]): Promise<string> {
  const { code, err, written } = await runOver(
    ["entropy", "file", ...args, "--quiet", "--plot", "out.svg"],
    () => contents,
  );
  assertEquals(code, 0, err);
  const svg = textOf(written, "out.svg");
  for (const wrong of ["NaN", "Infinity", "undefined", "null"]) {
    assert(!svg.includes(wrong), `The picture contains ${wrong}`);
  }
  return svg;
}

function textOf(written: ReadonlyMap<string, Uint8Array>, name: string): string {
  return new TextDecoder().decode(written.get(name));
}

/** The elements of a picture, and the texts between their tags, with what is escaped written plainly. */
function partsOf(svg: string): { elements: Map<string, number>; texts: string[] } {
  const elements = new Map<string, number>(), open: string[] = [], texts: string[] = [];
  const tag = /<(\/?)([\w-]+)((?:\s+[\w:-]+="[^"<&]*(?:&\w+;[^"<&]*)*")*)\s*(\/?)>|([^<]+)/y;
  let found: RegExpExecArray | null;
  let at = 0;
  while ((found = tag.exec(svg)) !== null) {
    at = tag.lastIndex;
    const [, closes, name, , isEmpty, text] = found;
    if (text !== undefined) {
      assert(/^(?:[^&]|&(?:amp|lt|gt|quot);)*$/.test(text), text);
      if (text.trim() !== "") {
        texts.push(
          text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
            .replaceAll("&amp;", "&"),
        );
      }
    } else if (closes === "/") assertEquals(open.pop(), name);
    else {
      elements.set(name!, (elements.get(name!) ?? 0) + 1);
      if (isEmpty === "") open.push(name!);
    }
  }
  assertEquals([at, open], [svg.length, []], "the picture is well-formed");
  return { elements, texts };
}

const drawn = new Set(["svg", "title", "desc", "rect", "path", "g", "text", "ellipse", "circle"]);

const mixtures: { readonly [name: string]: object } = {
  "one Gaussian on the line": { means: [[3]], variance: 2 },
  "one Gaussian in the plane": { means: [[3, 1]], covariance: [[2, 1.2], [1.2, 1]] },
  "one Gaussian in space": { means: [[3, 1, 2]], variance: 1 },
  "boxes on the line": { centers: [[0], [1.5], [6]], widths: [[2], [2], [1]] },
  "boxes in the plane": { centers: [[0, 0], [6, 3]], widths: [[2, 1], [1, 5]] },
  "boxes of one width": { centers: [[0, 0], [6, 3]], widths: 2 },
  "widths of 1e-6 and 1e3 on the line": { means: [[0], [500]], variances: [1e-12, 1e6] },
  "widths of 1e-6 and 1e3 in the plane": { means: [[0, 0], [500, 2]], variances: [1e-12, 1e6] },
  "far from 0": { means: [[1e15], [1e15 + 64]], variance: 100 },
  "a component without weight": { means: [[0, 0], [9, 9]], variance: 1, weights: [1, 0] },
  "variances by coordinate": { means: [[0, 0], [9, 9]], variances: [[1, 2], [3, 1e-4]] },
  "units of 1e-150": { means: [[0, 0], [9e-150, 9]], variances: [[1e-300, 2], [1e-300, 1]] },
};

for (const [name, mixture] of Object.entries(mixtures)) {
  Deno.test(`${name}: the picture is well-formed and small`, async () => {
    const svg = await plotted(JSON.stringify(mixture));
    const { elements } = partsOf(svg);
    for (const element of elements.keys()) assert(drawn.has(element), element);
    assert(svg.length < 120_000, `${svg.length} bytes`);
    const { out } = await runOver(
      ["entropy", "file", "--plot", "-"],
      () => JSON.stringify(mixture),
    );
    assert(!/NaN|undefined/.test(out), out);
  });
}

Deno.test("labels, columns and file names are text in a picture, whatever they hold", async () => {
  const evil = "<script>alert(1)</script>", quote = `" onload="x`, escape = "\u001b[31m\u202e";
  const rows = [...Array(30).keys()].map((t) =>
    `${t % 7},${(t * t) % 11},${[`"${evil}"`, `"${quote.replaceAll('"', '""')}"`, escape][t % 3]}`
  );
  const csv = `"a<b>&c","${escape}",label\n${rows.join("\n")}\n`;
  for (const columns of ["a<b>&c", `a<b>&c,${escape}`]) {
    const svg = await plotted(csv, "--format", "csv", "--columns", columns, "--group", "label");
    const { elements, texts } = partsOf(svg);
    for (const element of elements.keys()) assert(drawn.has(element), element);
    assert(texts.includes("<script>alert(1)<…"), "the label is shown");
    assert(texts.includes(quote));
    assert(texts.includes("a<b>&c"));
    assert(!steersTerminal(svg));
  }
  const named = await runOver(
    ["entropy", "</title><script>.csv", "--columns", "label", "--no-header", "--plot", "p.svg"],
    () => csv,
  );
  assertEquals(named.code, 1);
  const { written } = await runOver(
    ["entropy", "</title><script>\u0007.json", "--plot", "p.svg"],
    () => JSON.stringify(mixtures["one Gaussian on the line"]),
  );
  assert(!partsOf(textOf(written, "p.svg")).elements.has("script"));
});

Deno.test("whatever a file and the options hold, a picture of it is well-formed", async () => {
  const property = fc.asyncProperty(hostileRun, async ({ args, text }) => {
    const { code, written } = await runOver([...args, "--plot", "p.svg"], () => text);
    assertEquals(written.has("p.svg"), code === 0);
    if (code !== 0) return;
    const svg = textOf(written, "p.svg");
    for (const element of partsOf(svg).elements.keys()) assert(drawn.has(element), element);
    assert(
      !/NaN|Infinity|undefined/.test(svg.replaceAll(/<text.*?<\/text>|<title>.*?<\/title>/gs, "")),
      svg,
    );
    const inText = args.filter((arg) => arg !== "--json");
    assertDocumented(await runOver([...inText, "--plot", "-"], () => text));
  });
  await fc.assert(property, { numRuns: 300 });
});

Deno.test("places at the ends of what numbers can be are said not to be drawn", async () => {
  for (const means of [[[1e308], [-1e308]], [[1e308, 0]], [[1e17], [1e17 + 64]]]) {
    const svg = await plotted(JSON.stringify({ means, variance: 1 }));
    assertStringIncludes(svg, "The density is not drawn");
  }
});

Deno.test("a picture says in words what it shows, for those who do not see it", async () => {
  const svg = await plotted(JSON.stringify({ means: [[0], [4]], variance: 1 }), "--all");
  const { elements, texts } = partsOf(svg);
  assertEquals([elements.get("title"), elements.get("desc")], [1, 1]);
  // 50 digits of −∫ p ln p by mpmath: 2.0516587269415393…
  assertStringIncludes(texts[0]!, "H(X) = 2.05165872694154");
  assertStringIncludes(texts[1]!, "H(X) by kl, upper bound: ");
});

Deno.test("the densest regions of a Gaussian in the plane end where its density is 1 − their share of the highest", async () => {
  // P(r ≤ R) = 1 − exp(−R²/2), and the density there is exp(−R²/2) of the highest
  const p = gaussianMixture({ means: [[3, -7]], covariance: [[2, 1.2], [1.2, 1]] });
  const { regions, density } = await densityMap(p, [300, 300]);
  const highest = Math.max(...density);
  assertEquals(regions.length, 4);
  for (const { share, threshold } of regions) {
    assertAlmostEquals(threshold / highest, 1 - share, 0.01);
  }
});

Deno.test("of boxes a region says how much it holds, and equal regions are one", async () => {
  // densities 0.5/4 and 0.5/100
  const p = uniformMixture({ centers: [[0, 0], [10, 10]], widths: [[2, 2], [10, 10]] });
  const { regions } = await densityMap(p, [260, 260]);
  assertEquals(regions.length, 2);
  assertAlmostEquals(regions[0]!.share, 1, 1e-9);
  assertAlmostEquals(regions[1]!.share, 0.5, 0.02);
  assertEquals(densestRegions(Float64Array.of(1, 1, 1, 1), [0.25, 0.5]), [
    { threshold: 0.5, share: 1 },
  ]);
});

Deno.test("mass in a component that is narrower than a cell is not lost", async () => {
  const p = gaussianMixture({ means: [[0, 0], [500, 200]], variances: [1e-12, 1e6] });
  const { density, narrow, columns, rows, ranges } = await densityMap(p, [130, 100]);
  assertEquals(narrow, 1);
  const column = Math.floor((0 - ranges[0][0]) / (ranges[0][1] - ranges[0][0]) * columns);
  const row = Math.floor((0 - ranges[1][0]) / (ranges[1][1] - ranges[1][0]) * rows);
  let near = 0;
  for (let r = row - 3; r <= row + 3; r++) {
    for (let c = column - 3; c <= column + 3; c++) near += density[r * columns + c]!;
  }
  assertAlmostEquals(near / density.reduce((sum, value) => sum + value), 0.5, 0.02);
});

Deno.test("a curve has the density of a Gaussian, its peak too where it is narrower than a pixel", async () => {
  const log = (x: number, mean: number, sd: number) =>
    -((x - mean) ** 2) / (2 * sd * sd) - Math.log(sd * Math.sqrt(2 * Math.PI));
  const p = gaussianMixture({ means: [[0], [500]], variances: [1e-12, 1e6] });
  const { points, logs, isLogarithmic, greatestLog } = await curveOf(p, 500);
  assert(isLogarithmic);
  assertAlmostEquals(greatestLog, Math.log(0.5) + log(0, 0, 1e-6), 1e-9);
  points.forEach((x, t) => {
    if (Math.abs(x) > 1) assertAlmostEquals(logs[t]!, Math.log(0.5) + log(x, 500, 1e3), 1e-9);
  });
  const one = await curveOf(gaussianMixture({ means: [[2]], variance: 9 }), 100);
  assert(!one.isLogarithmic);
  assertEquals(one.components.length, 1);
  one.points.forEach((x, t) => assertAlmostEquals(one.logs[t]!, log(x, 2, 3), 1e-9));
});

Deno.test("the curve of boxes has the heights of a histogram, right up to their edges", async () => {
  const p = uniformMixture({ centers: [[0], [2]], widths: [[2], [4]], weights: [0.5, 0.5] });
  const { points, logs } = await curveOf(p, 100);
  points.forEach((x, t) => {
    const density = (Math.abs(x) <= 1 ? 0.25 : 0) + (Math.abs(x - 2) <= 2 ? 0.125 : 0);
    assertAlmostEquals(Math.exp(logs[t]!), density, 1e-12);
  });
  assert(points.includes(-1) && points.some((x) => x < -1 && x > -1 - 1e-6));
});

Deno.test("the ellipse of a covariance has the roots of its eigenvalues as half axes", () => {
  // eigenvalues 9 and 1 along (1, 1) and (1, −1)
  const { major, minor, angle } = ellipseOf(5, 4, 5);
  assertAlmostEquals(major, 3, 1e-12);
  assertAlmostEquals(minor, 1, 1e-12);
  assertAlmostEquals(angle, Math.PI / 4, 1e-12);
});

Deno.test("20,000 components make a small picture that says what it leaves out", async () => {
  const k = 20_000;
  for (const d of [1, 2]) {
    const means = Array.from(
      { length: k },
      (_, i) => [Math.sin(i) * 10, Math.cos(3 * i)].slice(0, d),
    );
    const json = JSON.stringify({ means, variances: means.map((_, i) => 1e-6 * (1 + i % 100)) });
    const svg = await plotted(json, "--estimators", "conditional,joint", "--error", "1");
    assert(svg.length < 500_000, `${svg.length} bytes`);
    assertStringIncludes(svg, "None of the 20,000 components is drawn singly");
  }
});

Deno.test("of many rows some are drawn, and the picture says how many", async () => {
  const rows = Array.from({ length: 5000 }, (_, t) => `${Math.sin(t)},${Math.cos(2 * t)}`);
  const svg = await plotted(`a,b\n${rows.join("\n")}`, "--format", "csv", "--estimators", "joint");
  assertStringIncludes(svg, "1,666 rows of 5,000 are drawn.");
  assertStringIncludes(svg, ">a</text>");
});

Deno.test("of many labels those of most rows have colours, and the others are one", async () => {
  const rows = Array.from({ length: 900 }, (_, t) => `${Math.sin(t)},${t % 3 === 0 ? t % 5 : t}`);
  const svg = await plotted(
    `a,label\n${rows.join("\n")}`,
    ...["--format", "csv", "--columns", "a", "--group", "label", "--estimators", "conditional"],
  );
  const { texts } = partsOf(svg);
  // 600 labels of a row, of which 1, 2 and 4 are among the five of 60
  const labels = ["0", "1", "2", "3", "4"];
  assertEquals(texts.filter((text) => / others$/.test(text)), ["597 others"]);
  for (const label of labels) assert(texts.includes(label), label);
  const [, height] = svg.match(/height="(\d+)"/)!;
  assert(Number(height) < 1000, height);
});

Deno.test("a value far away does not squeeze the bracket, and one near is shown", () => {
  const rung = (value: number) =>
    ({ name: "x", value, kind: "estimate", printed: String(value) }) as const;
  const ladder = (...values: number[]): Ladder => ({
    ...{ of: "H(X)", unit: "nats", lower: 1, upper: 2 },
    rungs: values.map(rung),
  });
  const [low, high] = rangeOfLadder(ladder(-4000, 1.5, 3));
  assert(low < 1 && low > -10 && high > 3 && high < 4);
  for (const values of [[], [7], [-Infinity, Infinity], [NaN], [1e300, -1e300], [0]]) {
    const [from, to] = rangeOfLadder({ ...ladder(...values), lower: undefined, upper: undefined });
    assert(from < to && Number.isFinite(to - from), String(values));
  }
});

Deno.test("labels of an axis far from 0 are short, and its title says what is left off", () => {
  const far = linearTicks([1e9 - 4, 1e9 + 6], 6);
  assertEquals(far.ticks.map(({ label }) => label), ["−4", "−2", "0", "2", "4", "6"]);
  assertEquals(axisTitle("x", far), "x − 1,000,000,000");
  assertEquals(linearTicks([0, 1e-7], 3).ticks.map(({ label }) => label), ["0", "5×10⁻⁸", "10⁻⁷"]);
});

const oneGaussian = JSON.stringify({ means: [[0]], variance: 1 });

Deno.test("on a terminal the table is followed by a drawing, in pipes and with --json or --quiet it is not", async () => {
  const run = (args: string[], columns?: number) =>
    runOver(["entropy", "file", ...args], () => oneGaussian, {
      stdoutIsTerminal: columns !== undefined,
      columns: columns ?? 80,
    });
  const plain = (await run([])).out;
  const drawn = (await run([], 80)).out;
  assert(drawn.startsWith(`${plain}\n`));
  assertStringIncludes(drawn, "█");
  assert(drawn.slice(plain.length).split("\n").every((line) => line.length <= 80), drawn);
  assertEquals((await run(["--plot", "-"])).out, drawn);
  assertEquals((await run(["--quiet"], 80)).out, plain);
  assertEquals((await run(["--json"], 80)).out, (await run(["--json"])).out);
  assertEquals((await run(["--plot", "a.svg"], 80)).out, plain);
});

Deno.test("a drawing of rows in the plane fits the terminal, however long the names of columns are", async () => {
  const name = "bill".repeat(30);
  const rows = Array.from({ length: 40 }, (_, t) => `${(t * 7) % 13},${(t * t) % 17}`);
  for (const columns of [48, 80, 200]) {
    const { out } = await runOver(
      ["entropy", "f", "--format", "csv", "--plot", "-"],
      () => `${name},y${name}\n${rows.join("\n")}`,
      { columns },
    );
    const drawn = out.slice(out.indexOf("the densest"));
    const widest = Math.max(...drawn.split("\n").map((line) => line.length));
    assert(widest <= Math.min(columns, 100), `${widest} of ${columns}\n${drawn}`);
  }
});

Deno.test("--plot takes a name that ends in .svg, or - without --json", async () => {
  const wrong = await runOver(["entropy", "file", "--plot", "a.png"], () => oneGaussian);
  assertEquals(wrong.code, 2);
  assertStringIncludes(wrong.err, "Expected a file that ends in .svg for --plot");
  const both = await runOver(["entropy", "file", "--plot", "-", "--json"], () => oneGaussian);
  assertEquals(both.code, 2);
  const json = await runOver(["entropy", "file", "--plot", "a.SVG", "--json"], () => oneGaussian);
  assertEquals([json.code, [...json.written.keys()]], [0, ["a.SVG"]]);
  JSON.parse(json.out);
});

Deno.test("what draws is loaded only where a picture is asked for", () => {
  const reached = new Set(["cli.ts", ...sources("src/cli/run")]);
  for (const file of reached) {
    for (const { target, typeOnly, later } of importsOf(file)) {
      if (target !== undefined && !typeOnly && !later) reached.add(target);
    }
  }
  assertEquals([...reached].filter((file) => /\/plot\/|picture/.test(file)), []);
});
