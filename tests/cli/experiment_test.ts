/** `mixtropy experiment`: what it writes, and the sentences for what it cannot. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { OutputError } from "../../src/cli/errors.ts";
import { runOver } from "../support/run_command.ts";

const noFiles = () => Promise.reject(new Error("nothing is read"));
const run = (args: readonly string[], world = {}) =>
  runOver(["experiment", ...args], noFiles, world);

Deno.test("an experiment writes its numbers and its picture, and says where", async () => {
  const { code, out, written } = await run([
    ...["gaussian-mean-spread", "--places", "3", "--samples", "512", "--out", "some/where/"],
  ]);
  assertEquals(code, 0);
  const files = ["some/where/gaussian-mean-spread.csv", "some/where/gaussian-mean-spread.svg"];
  assertEquals(out, files.map((file) => `${file}\n`).join(""));
  assertEquals([...written.keys()], files);
  const text = (n: number) => new TextDecoder().decode(written.get(files[n]!));
  const [head, ...rows] = text(0).trim().split("\n").map((line) => line.split(","));
  assertEquals(head!.length, 12);
  assertEquals(rows.map(([x]) => Number(x)), [-2.5, -0.5, 1.5]);
  for (const row of rows) assert(row.every((field) => Number.isFinite(Number(field))));
  const svg = text(1);
  assertStringIncludes(svg, ">Gaussians, mean spread</text>");
  for (const name of ["KL", "Bhattacharyya", "ELK", "KDE", "certain bracket"]) {
    assertStringIncludes(svg, `>${name}</text>`);
  }
  assert(!/NaN|undefined/.test(svg));
});

Deno.test("the same seed gives the same file, another one another", async () => {
  const csv = async (...args: string[]) => {
    const { written } = await run([
      ...["uniform-cluster-spread", "--places", "2", "--samples", "64", "--out", "o", ...args],
    ]);
    return new TextDecoder().decode(written.get("o/uniform-cluster-spread.csv"));
  };
  assertEquals(await csv(), await csv("--seed", "0"));
  assert(await csv() !== await csv("--seed", "1"));
  assert(await csv() !== await csv("--repeats", "2"));
});

Deno.test("what an experiment cannot do is said in a sentence", async () => {
  const said = async (args: readonly string[], world = {}) => {
    const { code, err } = await run(args, world);
    return [code, err.split("\n")[0]];
  };
  assertEquals(await said(["gaussian-mean-spred", "--out", "x"]), [
    2,
    'mixtropy: Unknown name "gaussian-mean-spred"; did you mean "gaussian-mean-spread"? Valid are "all", "gaussian-mean-spread", "gaussian-covariance-similarity", "gaussian-cluster-spread", "gaussian-dimension", "uniform-mean-spread", "uniform-width-variability", "uniform-cluster-spread" and 1 more',
  ]);
  assertEquals(await said(["all"]), [
    2,
    "mixtropy: Expected --out DIR, the folder that is written to, got none",
  ]);
  assertEquals(await said(["all", "--out", "x", "--places", "1"]), [
    2,
    'mixtropy: Expected an integer from 2 to 1000 for --places, got "1"',
  ]);
  const mayWrite = () => Promise.reject(new OutputError("The file is there already"));
  assertEquals(await said(["all", "--out", "x"], { mayWrite }), [
    1,
    "mixtropy: The file is there already",
  ]);
});
