/** `mixtropy sample`: points drawn from a mixture, as text and as arrays. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { evaluate, gaussianMixture, readArrays, sample } from "../../mod.ts";
import { type Contents, type RanWithFiles, runOver } from "../support/run_command.ts";

function draw(files: Record<string, Contents>, ...args: string[]): Promise<RanWithFiles> {
  return runOver(["sample", ...args], (path) => files[path] ?? Promise.reject(new Error(path)));
}

const means = [[0, 0], [100, 50]], weights = [0.25, 0.75];
const TWO = JSON.stringify({ weights, means, variance: 1 });

/** The rows of text without quotes, as numbers. */
function rowsOf(text: string, separator = ","): number[][] {
  return text.trimEnd().split("\n").slice(1).map((line) => line.split(separator).map(Number));
}

Deno.test("the points of a seed are those of the library, a row for each", async () => {
  const { code, out, err } = await draw({ "p.json": TWO }, "p.json", "-n", "20", "--seed", "7");
  assertEquals([code, err, out.split("\n")[0]], [0, "", "x1,x2"]);
  const p = gaussianMixture({ weights, means, variance: 1 });
  const expected = await evaluate(sample(p, 20, { seed: 7 }));
  assertEquals(rowsOf(out), expected.toArray());
  const other = await draw({ "p.json": TWO }, ..."p.json -n 20 --seed 7 --stream 1".split(" "));
  assertEquals(
    rowsOf(other.out),
    (await evaluate(sample(p, 20, { seed: 7, stream: 1 }))).toArray(),
  );
});

Deno.test("--labels: each point lies by the component that is named", async () => {
  const { out } = await draw({ "p.json": TWO }, "p.json", "-n", "50", "--labels", "--to", "tsv");
  assertEquals(out.split("\n")[0], "x1\tx2\tlabel");
  const rows = rowsOf(out, "\t");
  assertEquals(rows.length, 50);
  for (const [x, y, label] of rows) {
    assertEquals([Math.round(x! / 100) + 0, Math.round(y! / 50) + 0], [label, label]);
  }
});

Deno.test("1000 points are drawn if it is not said; NPY and NPZ hold the same points", async () => {
  const npy = await draw({ "p.json": TWO }, "p.json", "-o", "out.npy");
  const npz = await draw({ "p.json": TWO }, "p.json", "-o", "out.npz", "--labels");
  const { data } = await readArrays(npy.written.get("out.npy")!);
  const { X, label } = await readArrays(npz.written.get("out.npz")!);
  assertEquals([data?.shape, X?.shape, label?.shape], [[1000, 2], [1000, 2], [1000]]);
  assertEquals(data?.data, X?.data);
});

Deno.test("points like rows of data have their columns", async () => {
  const files = { "rows.csv": "a,b,kind\n1,5,u\n2,3,v\n4,4,u\n5,1,v\n" };
  const { code, out } = await draw(files, "rows.csv", "--exclude", "kind", "-n", "3");
  assertEquals([code, out.split("\n")[0], rowsOf(out).length], [0, "a,b", 3]);
});

Deno.test("what cannot be is said", async () => {
  const said = async (...args: string[]) => {
    const { code, err } = await draw({ "p.json": TWO }, "p.json", ...args);
    assertEquals(code, 2);
    return err;
  };
  assertStringIncludes(await said("-n", "0"), 'for --count, got "0"');
  assertStringIncludes(await said("--seed", "-1"), "--seed");
  assertStringIncludes(await said("--stream", "262144"), "from 0 to 262143");
  assertStringIncludes(await said("--labels", "--to", "npy"), "--labels is for csv, tsv and npz");
  assertStringIncludes(await said("--group", "x"), "--group");
});
