/** `mixtropy logdet`: values that a person can work out. */
import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { runOver } from "../support/run_command.ts";

async function values(csv: string, ...args: string[]): Promise<Record<string, number>> {
  const { code, out, err } = await runOver(["logdet", "d.csv", ...args, "--json"], () => csv);
  assertEquals(code, 0, err);
  const { estimates } = JSON.parse(out) as { estimates: { name: string; value: number }[] };
  return Object.fromEntries(estimates.map(({ name, value }) => [name, value]));
}

// x = ∓1 about its mean; labels are ±½; β/n = ½
const TWO = "x,y,kind\n0,7,a\n2,9,b\n";

Deno.test("two rows: ½ ln(1 + β), by hand", async () => {
  const { "H(X)": h, ...rest } = await values(TWO, "--columns", "x");
  assertAlmostEquals(h!, 0.5 * Math.log(2), 1e-15);
  assertEquals(rest, {});
  const strong = await values(TWO, "--columns", "x", "--beta", "3", "--unit", "bits");
  assertAlmostEquals(strong["H(X)"]!, 1, 1e-15);
});

Deno.test("with other columns: joint entropy and information", async () => {
  // y is x moved: the Gram matrix of both is twice that of one
  const found = await values(TWO, "--columns", "x", "--with", "y");
  assertAlmostEquals(found["H(Y)"]!, 0.5 * Math.log(2), 1e-15);
  assertAlmostEquals(found["H(X, Y)"]!, 0.5 * Math.log(3), 1e-15);
  assertAlmostEquals(found["I(X; Y)"]!, 0.5 * Math.log(4 / 3), 1e-15);
  // all columns but those of Y
  assertEquals(await values(TWO, "--exclude", "kind", "--with", "y"), found);
});

Deno.test("with labels: a column of zeros and ones for each", async () => {
  const found = await values(TWO, "--columns", "x", "--group", "kind");
  assertAlmostEquals(found["H(Y)"]!, 0.5 * Math.log(1.5), 1e-15);
  assertAlmostEquals(found["H(X, Y)"]!, 0.5 * Math.log(2.5), 1e-15);
  assertAlmostEquals(found["I(X; Y)"]!, 0.5 * Math.log(1.2), 1e-15);
});

Deno.test("the table says what X and Y are", async () => {
  const { out } = await runOver(
    ["logdet", "d.csv", "--columns", "x", "--group", "kind"],
    () => TWO,
  );
  assertEquals(out.split("\n").slice(0, 3), [
    "LogDet of 2 rows, β = 1, from d.csv",
    "X is x",
    "Y is kind, a column for each of 2 labels",
  ]);
});

Deno.test("what does not fit is a sentence", async () => {
  const says = async (code: number, part: string, ...args: string[]) => {
    const ran = await runOver(
      ["logdet", "d.csv", ...args],
      (path) => path === "d.csv" ? TWO : JSON.stringify({ means: [[0]], variance: 1 }),
    );
    assertEquals([ran.code, ran.out], [code, ""]);
    assertStringIncludes(ran.err, part);
  };
  await says(2, 'for --beta, got "0"', "--columns", "x", "--beta", "0");
  await says(2, "which both say what Y is", "--columns", "x", "--with", "y", "--group", "kind");
  await says(2, 'got "x" in both', "--columns", "x", "--with", "x");
  await says(1, 'Unknown column "z"', "--exclude", "kind", "--with", "z");
  await says(1, "besides those of --with", "--exclude", "kind", "--with", "x,y");
  const mixture = await runOver(["logdet", "p.json"], () => '{ "means": [[0]], "variance": 1 }');
  assertEquals(mixture.code, 1);
  assertStringIncludes(mixture.err, "Expected rows of data, got a mixture");
});
