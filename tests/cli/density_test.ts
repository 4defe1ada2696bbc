/** `mixtropy density`: log densities at points of another file. */
import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { readArrays } from "../../mod.ts";
import { writeNPY } from "../../src/io/arrays/npy_write.ts";
import { type Contents, type RanWithFiles, runOver } from "../support/run_command.ts";

function density(
  files: Record<string, Contents>,
  ...args: string[]
): Promise<RanWithFiles> {
  return runOver(["density", ...args], (path) => files[path] ?? Promise.reject(new Error(path)));
}

/** The last column of CSV without quotes. */
function lastColumn(csv: string): number[] {
  return csv.trimEnd().split("\n").slice(1).map((line) => Number(line.split(",").at(-1)));
}

const TWO = JSON.stringify({ weights: [0.25, 0.75], means: [[0], [2]], variance: 1 });
/** ln(¼ φ(x) + ¾ φ(x − 2)), with 50 digits by mpmath. */
const AT: readonly (readonly [x: number, logDensity: number])[] = [
  [0, -1.9644799404114322],
  [1, -1.4189385332046727],
  [3.5, -2.3293771417715236],
];

Deno.test("Gaussians have their log density at each point, beside its coordinates", async () => {
  const points = `x\n${AT.map(([x]) => x).join("\n")}\n`;
  const { code, out, err } = await density({ "p.json": TWO, "x.csv": points }, "p.json", "x.csv");
  assertEquals([code, err], [0, ""]);
  assertEquals(out.split("\n")[0], "x,log_density");
  for (const [r, value] of lastColumn(out).entries()) {
    assertAlmostEquals(value, AT[r]![1], 1e-14);
  }
});

Deno.test("bits are nats divided by ln 2; points come from the standard input, and one point is enough", async () => {
  const { out } = await density({ "p.json": TWO, "-": "x\n1\n" }, "p.json", "-", "--unit", "bits");
  assertAlmostEquals(lastColumn(out)[0]!, AT[1]![1] / Math.LN2, 1e-14);
});

Deno.test("boxes: ln Σ c / V inside of them, and nothing outside of all", async () => {
  const boxes = JSON.stringify({ centers: [[0, 0], [1, 0]], widths: [[2, 2], [2, 4]] });
  const points = "x,y\n-0.5,0.5\n0.5,0.5\n9,9\n";
  const { out } = await density({ "p.json": boxes, "-": points }, "p.json", "-");
  const found = lastColumn(out);
  assertAlmostEquals(found[0]!, Math.log(0.5 / 4), 1e-15);
  assertAlmostEquals(found[1]!, Math.log(0.5 / 4 + 0.5 / 8), 1e-15);
  assertEquals(found[2], -Infinity);
});

Deno.test("--density, --responsibilities and --at: what the formula gives, 0 for all where no component is", async () => {
  const points = "x\n0\n1\n3.5\n", files = { "p.json": TWO, "x.csv": points };
  const plain = await density(files, "p.json", "--at", "x.csv", "--density");
  assertEquals(plain.out.split("\n")[0], "x,density");
  lastColumn(plain.out).forEach((value, r) =>
    assertAlmostEquals(value, Math.exp(AT[r]![1]), 1e-15)
  );
  const shares = await density(files, "p.json", "x.csv", "--responsibilities");
  const [head, ...rows] = shares.out.trimEnd().split("\n");
  assertEquals(head, "x,responsibility_0,responsibility_1");
  for (const row of rows) {
    const [x, first, second] = row.split(",").map(Number);
    // r₁/r₀ = 3 exp(2x − 2)
    assertAlmostEquals(second! / first!, 3 * Math.exp(2 * x! - 2), 1e-12 * second! / first!);
    assertAlmostEquals(first! + second!, 1, 1e-15);
  }
  const boxes = JSON.stringify({ centers: [[0], [3]], widths: [[1], [1]] });
  const outside = await density(
    { "p.json": boxes, "x.csv": "x\n1.5\n" },
    ...["p.json", "x.csv", "--responsibilities"],
  );
  assertEquals(outside.out, "x,responsibility_0,responsibility_1\n1.5,0,0\n");
  const array = await density(files, "p.json", "x.csv", "--responsibilities", "--to", "npy");
  assertEquals((await readArrays(array.bytes)).data?.shape, [3, 2]);
});

Deno.test("what does not go together is said", async () => {
  const files = { "p.json": TWO, "x.csv": "x\n0\n" };
  const said = async (...args: string[]) => {
    const { code, err } = await density(files, "p.json", ...args);
    assertEquals(code, 2);
    return err;
  };
  assertStringIncludes(await said("x.csv", "--density", "--responsibilities"), "got both");
  assertStringIncludes(await said("x.csv", "--density", "--unit", "bits"), "--unit is for log");
  assertStringIncludes(await said("x.csv", "--at", "x.csv"), "Expected one POINTS");
});

const DATA = "a,b,kind\n1,5,u\n2,3,v\n4,4,u\n5,1,v\n";

/** The log density of DATA's estimate with factor 1 at a point, by its definition. */
function estimateAt(x: number, y: number): number {
  const rows = [[1, 5], [2, 3], [4, 4], [5, 1]] as const;
  const mean = [3, 3.25] as const;
  const covariance = (i: 0 | 1, j: 0 | 1) =>
    rows.reduce((sum, row) => sum + (row[i] - mean[i]) * (row[j] - mean[j]), 0) / 3;
  const [p, q, s] = [covariance(0, 0), covariance(0, 1), covariance(1, 1)];
  const det = p * s - q * q;
  const kernels = rows.map(([a, b]) => {
    const [u, v] = [x - a, y - b];
    return Math.exp(-(s * u * u - 2 * q * u * v + p * v * v) / det / 2) /
      (2 * Math.PI * Math.sqrt(det));
  });
  return Math.log(kernels.reduce((sum, value) => sum + value, 0) / rows.length);
}

Deno.test("of rows it is that of their estimate; points are read by the names of the columns, whatever their order", async () => {
  const args = ["d.csv", "x.csv", "--columns", "a,b", "--kde", "1"];
  const points = "note,b,a\nhere,2,3\n?,NA,1\nthere,0,-1\n";
  const { code, out, err } = await density({ "d.csv": DATA, "x.csv": points }, ...args);
  assertEquals(code, 0);
  assertEquals(err, "mixtropy: dropped 1 of 3 rows, with a gap in a, b\n");
  assertEquals(out.split("\n").map((line) => line.split(",").slice(0, 2).join()), [
    ...["a,b", "3,2", "-1,0", ""],
  ]);
  const [first, second] = lastColumn(out);
  assertAlmostEquals(first!, estimateAt(3, 2), 1e-13);
  assertAlmostEquals(second!, estimateAt(-1, 0), 1e-13);
});

Deno.test("arrays have no names: their columns are taken in their order", async () => {
  const points = writeNPY({ data: Float64Array.of(3, 2, -1, 0), shape: [2, 2] });
  const files = { "d.csv": DATA, "x.npy": points };
  const { bytes, written } = await density(
    files,
    ...["d.csv", "x.npy", "--columns", "a,b", "--kde", "1", "-o", "out.npy"],
  );
  assertEquals(bytes.length, 0);
  const { data } = await readArrays(written.get("out.npy")!);
  assertEquals(data?.shape, [2]);
  assertAlmostEquals(data!.data[0]!, estimateAt(3, 2), 1e-13);
  assertAlmostEquals(data!.data[1]!, estimateAt(-1, 0), 1e-13);
});

Deno.test("of a mixture --columns chooses among the columns of the points", async () => {
  const points = "t,x\n7,0\n8,1\n";
  const files = { "p.json": TWO, "x.csv": points };
  const chosen = await density(files, "p.json", "x.csv", "--columns", "x");
  assertAlmostEquals(lastColumn(chosen.out)[1]!, AT[1]![1], 1e-14);
  const left = await density(files, "p.json", "x.csv", "--exclude", "t");
  assertEquals(left.out, chosen.out);
});

Deno.test("no points are no densities", async () => {
  const { code, out } = await density({ "p.json": TWO, "-": "x\n" }, "p.json", "-");
  assertEquals([code, out], [0, "x,log_density\n"]);
});

Deno.test("what does not fit is a sentence that names the file", async () => {
  const files = { "p.json": TWO, "d.csv": DATA, "x.csv": "a,b\n1,2\n", "-": "x\n1\n" };
  const says = async (code: number, part: string, ...args: string[]) => {
    const ran = await density(files, ...args);
    assertEquals([ran.code, ran.out], [code, ""]);
    assertStringIncludes(ran.err, part);
  };
  await says(
    1,
    "x.csv: Expected points of 1 column, as many as the mixture has dimensions, got 2 (a, b): choose them by --columns",
    ...["p.json", "x.csv"],
  );
  await says(1, 'd.csv: Unknown column "c"', "d.csv", "x.csv", "--columns", "a,c");
  await says(
    1,
    "p.json: Expected rows of data in POINTS, got a mixture",
    "d.csv",
    "p.json",
    "--columns",
    "a",
  );
  await says(2, "from the standard input, got - for both", "-", "-");
  await says(2, "--kde is for rows of data", "p.json", "x.csv", "--kde", "scott");
  await says(2, "Expected a POINTS, as in mixtropy density FILE POINTS", "p.json");
  await says(2, 'Unknown format "npz"', "p.json", "x.csv", "--to", "npz");
});

Deno.test("a distance whose square overflows is warned of", async () => {
  const files = {
    "p.json": JSON.stringify({ means: [[0]], variance: 1e308 }),
    "x.csv": "x\n0\n1e308\n",
  };
  const { code, out, err } = await density(files, "p.json", "x.csv");
  assertEquals([code, lastColumn(out)[1]], [0, -Infinity]);
  assertStringIncludes(err, "The log density at point 1, counted from 0, is given as -Infinity");
});
