/** `mixtropy convert`: what is written is what was read. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { evaluate, jointEntropy, kernelDensity, readArrays, readMixture } from "../../mod.ts";
import { type Contents, type RanWithFiles, runOver } from "../support/run_command.ts";

function convert(files: Record<string, Contents>, ...args: string[]): Promise<RanWithFiles> {
  return runOver(["convert", ...args], (path) => files[path] ?? Promise.reject(new Error(path)));
}

const MIXTURE = {
  family: "gaussian",
  weights: [0.1, 0.9],
  means: [[0.1, 1 / 3], [4, 1]],
  covariances: [[[1, 0.5], [0.5, 2]], [[1, 0], [0, 0.3]]],
};
const ROWS = "a,b,kind,w\n1,5.25,u,2\n2,NA,v,1\n4,0.1,u,1\n5,1,v,3\n";

Deno.test("a mixture keeps every bit through all formats, whatever names it had", async () => {
  let files: Record<string, Contents> = { "p.json": JSON.stringify(MIXTURE) }, from = "p.json";
  for (const to of ["p.npz", "p.safetensors", "q.json"]) {
    const { code, err, written } = await convert(files, from, "-o", to);
    assertEquals([code, err], [0, ""]);
    [files, from] = [{ [to]: written.get(to)! }, to];
  }
  assertEquals(JSON.parse(new TextDecoder().decode(files["q.json"] as Uint8Array)), MIXTURE);
  const plain = await convert({ "-": JSON.stringify(MIXTURE) }, "-");
  assertEquals(JSON.parse(plain.out), MIXTURE);
});

for (
  const [name, given, expected] of [
    [
      "scikit-learn",
      { weights_: [1], means_: [[1, 2]], covariances_: [[3, 4]], covariance_type: "diag" },
      { family: "gaussian", weights: [1], means: [[1, 2]], variances: [[3, 4]] },
    ],
    [
      "MixEntroPY",
      { c: [1], mu: [[1]], sigma: [[[2]]], family: "gauss" },
      { family: "gaussian", weights: [1], means: [[1]], covariances: [[[2]]] },
    ],
  ] as const
) {
  Deno.test(`the names of ${name} become those of this library`, async () => {
    const { out } = await convert({ "p.json": JSON.stringify(given) }, "p.json");
    assertEquals(JSON.parse(out), expected);
  });
}

Deno.test("rows keep every bit through CSV, TSV, NPY and NPZ", async () => {
  const csv = await convert({ "d.csv": ROWS }, "d.csv", "--columns", "a,b", "--quiet");
  assertEquals(csv.out, "a,b\n1,5.25\n4,0.1\n5,1\n");
  const npy = await convert({ "d.csv": csv.out }, "d.csv", "-o", "d.npy");
  const { data } = await readArrays(npy.written.get("d.npy")!);
  assertEquals([[...data!.data], data!.shape], [[1, 5.25, 4, 0.1, 5, 1], [3, 2]]);
  const npz = await convert({ "d.npy": npy.written.get("d.npy")! }, "d.npy", "--to", "npz");
  const back = await convert({ "-": npz.bytes }, "-", "--to", "tsv");
  assertEquals(back.out, "x1\tx2\n1\t5.25\n4\t0.1\n5\t1\n");
});

Deno.test("labels and weights go along where there is a place for them", async () => {
  const files = { "d.csv": ROWS };
  const csv = await convert(files, "d.csv", "--group", "kind", "--weights", "w");
  assertEquals(csv.out, "a,b,w,kind\n1,5.25,2,u\n4,0.1,1,u\n5,1,3,v\n");
  assertEquals(csv.err, "mixtropy: dropped 1 of 4 rows, with a gap in a, b, kind, w\n");
  const args = ["d.csv", "--columns", "a", "--weights", "w", "--to", "npz"];
  const arrays = await readArrays((await convert(files, ...args)).bytes);
  assertEquals([...arrays["X"]!.data], [1, 2, 4, 5]);
  assertEquals([...arrays["sample_weight"]!.data], [2, 1, 1, 3]);
  for (const [option, column, to] of [["group", "kind", "npz"], ["weights", "w", "npy"]] as const) {
    const none = await convert(files, "d.csv", "--columns", "a", `--${option}`, column, "--to", to);
    assertEquals([none.code, none.bytes.length], [2, 0]);
    assertStringIncludes(none.err, `Option --${option} is for csv and tsv`);
  }
});

Deno.test("--kde writes the mixture of the estimate, which the library makes of the rows, too", async () => {
  const args = ["d.csv", "--columns", "a,b", "--kde", "silverman", "-o", "p.npz", "--quiet"];
  const { code, written } = await convert({ "d.csv": ROWS }, ...args);
  assertEquals(code, 0);
  const p = await readMixture(written.get("p.npz")!);
  const q = kernelDensity([[1, 5.25], [4, 0.1], [5, 1]], { bandwidth: "silverman" });
  assert(p.batch === undefined && p.components === 3);
  assertAlmostEquals(await evaluate(jointEntropy(p)), await evaluate(jointEntropy(q)), 1e-13);
});

Deno.test("a format that does not fit, bytes on a terminal and files that are there are sentences", async () => {
  const files = { "p.json": JSON.stringify(MIXTURE), "d.csv": ROWS };
  const says = async (code: number, part: string, ...args: string[]) => {
    const ran = await runOver(["convert", ...args], (path) => files[path as "p.json"], {
      stdoutIsTerminal: true,
    });
    assertEquals([ran.code, ran.bytes.length, ran.written.size], [code, 0, 0]);
    assertStringIncludes(ran.err, part);
  };
  await says(
    2,
    "for rows of data, which --kde makes a mixture of, got json",
    "d.csv",
    "--columns",
    "a",
    "--to",
    "json",
  );
  await says(
    2,
    "Expected json, npz or safetensors for a mixture, got csv",
    "p.json",
    "--to",
    "csv",
  );
  await says(2, 'Unknown format "yaml"', "p.json", "-o", "p.yaml");
  await says(2, 'Unknown format "yaml"', "p.json", "--to", "yaml");
  await says(2, "binary and no text for a terminal", "p.json", "--to", "npz");
  await says(2, "--force is for a file", "p.json", "--force");
  await says(2, "Option -o is given twice", "p.json", "-o", "a.json", "-o", "b.json");
  await says(2, "a mixture has no labels", "d.csv", "--kde", "scott", "--group", "kind");
  await says(2, "Option --output needs a value", "p.json", "--output");
});
