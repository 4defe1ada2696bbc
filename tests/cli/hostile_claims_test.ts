/** Headers that claim what is not there, hold what nobody means, or say a thing twice; and what is written and read back. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { allOf } from "../../src/cli/all_of_stream.ts";
import { writeZip } from "../../src/io/arrays/zip_write.ts";
import { repeatedKey } from "../../src/io/arrays/repeated_key.ts";
import { runOver } from "../support/run_command.ts";

function npy(shape: string): Uint8Array {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }\n`;
  return Uint8Array.from(
    `\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`,
    (c) => c.charCodeAt(0),
  );
}

function safetensors(header: string, body = 0): Uint8Array {
  const text = new TextEncoder().encode(header), bytes = new Uint8Array(8 + text.length + body);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  return bytes;
}

function skops(schema: string): Uint8Array {
  return writeZip([{ name: "schema.json", contents: new TextEncoder().encode(schema) }]);
}

async function refused(contents: string | Uint8Array, part: string, name = "d") {
  const { code, out, err } = await runOver(["entropy", name], () => contents);
  assertEquals([code, out], [1, ""]);
  assertStringIncludes(err, `mixtropy: ${name}: `);
  assertStringIncludes(err, part);
}

Deno.test("an array of nothing takes no room for the columns or rows that its shape claims", async () => {
  for (
    const shape of ["0, 4000000000", "0, 1000000000000000", "4000000000, 0", "9007199254740991, 0"]
  ) {
    await refused(npy(`(${shape})`), `got an array of shape [${shape}], which holds none`);
    const header = `{"X": {"dtype": "F64", "shape": [${shape}], "data_offsets": [0, 0]}}`;
    await refused(safetensors(header), `got an array of shape [${shape}], which holds none`);
  }
  await refused(npy("(0, 2)"), "Expected rows of data, got none");
});

Deno.test("a header that holds what no text stands for is a sentence", async () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  for (const odd of ['{"toString": 1, "valueOf": 1}', deep, "5", "null"]) {
    await refused(
      safetensors(`{"X": {"dtype": ${odd}, "shape": [1], "data_offsets": [0, 8]}}`, 8),
      'Expected an array of numbers in "X"',
    );
    await refused(
      safetensors(`{"__metadata__": {"a": ${odd}}}`),
      'Expected a text in __metadata__ at "a"',
    );
    await refused(skops(`{"__class__": ${odd}}`), "got a model of class ");
  }
  await refused(skops('{"__class__": "GaussianMixture"}'), "got none");
});

Deno.test("a key that stands twice is named: nobody knows which of its values is meant", async () => {
  const mixture = '{"means": [[0], [1]], "variance": 1, "mean\\u0073": [[0], [9]]}';
  await refused(mixture, 'Expected each key once in JSON, got "means" twice', "p.json");
  const place = '{"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}';
  await refused(
    safetensors(`{"X": ${place}, "Y": ${place}, "X": ${place}}`, 16),
    'Expected one array "X" in the file, got two',
  );
});

Deno.test("only keys of the outermost object count as said twice, whatever is in texts", () => {
  assertEquals(repeatedKey('{"a": {"b": 1, "b": 2}, "c": ["a", "c"], "d": "a"}'), undefined);
  assertEquals(repeatedKey('{"a": "{\\"a\\": [\\\\", "b" :"a"}'), undefined);
  assertEquals(repeatedKey('{"a\\\\": "x", "b": 1 , "a\\\\"\n: 2}'), "a\\");
  assertEquals(repeatedKey('[{"a": 1}, {"a": 2}]'), undefined);
  assertEquals(repeatedKey('"a"'), undefined);
});

Deno.test("a name misspelt beside those of scikit-learn is named, and its other attributes are left alone", async () => {
  const model = (name: string) =>
    `{"means_": [[0], [1]], "covariances_": [1, 2], "covariance_type": "spherical", "${name}": [0.9, 0.1]}`;
  await refused(model("wieghts_"), 'Unknown array "wieghts_"; did you mean "weights_"?', "p.json");
  for (const name of ["precisions_", "weight_concentration_", "n_iter_", "mean_prior_"]) {
    const { code, err } = await runOver(["convert", "p.json"], () => model(name));
    assertEquals([code, err], [0, ""], name);
  }
});

Deno.test("a zero keeps its sign, in JSON and in rows", async () => {
  const p = '{"means":[[-0.0,0],[1e-320,-1e308]],"variance":1}';
  const { out } = await runOver(["convert", "p.json"], () => p);
  const { means } = JSON.parse(out);
  assertEquals(means.flat().map((x: number) => Object.is(x, -0)), [true, false, false, false]);
  assertEquals(means.flat().map(Number), [-0, 0, 1e-320, -1e308]);
  assertEquals((await runOver(["convert", "d.csv"], () => "a\n-0.0\n0\n")).out, "a\n-0\n0\n");
});

Deno.test("columns without names have some in text, which is read as any other", async () => {
  const args = ["--no-header", "--quiet"];
  const { out } = await runOver(["convert", "d.csv", ...args], () => "1,2\n3,5\n4,4\n7,1\n");
  assertEquals(out.split("\n")[0], "x1,x2");
  const { code, err } = await runOver(["entropy", "d.csv", "--estimators", "kde"], () => out);
  assertEquals([code, err], [0, ""]);
  const files = { "p.json": '{"means":[[0,0]],"variance":1}', "d.csv": "1,2\n3,5\n" };
  const densities = await runOver(
    ["density", "p.json", "d.csv", ...args],
    (path) => files[path as keyof typeof files],
  );
  assertEquals(densities.out.split("\n")[0], "x1,x2,log_density");
});

Deno.test("numbers of options are decimal: what only programs read as a number is none", async () => {
  for (const text of ["0x10", "0b1", "0o7", "Infinity", "1_0", "٣", ""]) {
    for (
      const args of [
        ["entropy", "d.csv", `--kde=${text}`],
        ["logdet", "d.csv", `--beta=${text}`],
        ["entropy", "d.csv", `--estimators=chernoff:${text}`],
      ]
    ) assertEquals((await runOver(args, () => "a\n1\n2\n4\n")).code, 2, args.join(" "));
  }
});

Deno.test("a stream without an end is left after as many bytes as a file may have", async () => {
  let given = 0;
  const endless = async function* () {
    for (;;) {
      given++;
      yield await Promise.resolve(new Uint8Array(10));
    }
  };
  await assertRejects(() => allOf(endless(), 95), RangeError);
  assertEquals(given, 10);
  const bytes = async function* () {
    yield* await Promise.resolve([Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)]);
  };
  assertEquals(await allOf(bytes(), 3), Uint8Array.of(1, 2, 3));
});
