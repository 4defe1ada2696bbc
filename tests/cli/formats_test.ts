/** Files that Python's libraries wrote (fixtures/formats, with the program that made them), and files that are damaged. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import zlib from "node:zlib";
import {
  DomainError,
  evaluate,
  gaussianMixture,
  input,
  type Mixture,
  readArrays,
  readMixture,
  ShapeError,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { exp } from "../../ops.ts";
import { crc32 } from "../../src/io/arrays/crc32.ts";
import { parseNPY } from "../../src/io/arrays/npy.ts";
import { writeNPY } from "../../src/io/arrays/npy_write.ts";
import { writeNPZ } from "../../src/io/arrays/npz.ts";
import { writeSafetensors } from "../../src/io/arrays/safetensors.ts";
import type { Value } from "../../src/io/arrays/values.ts";
import { readZip } from "../../src/io/arrays/zip.ts";
import { writeZip } from "../../src/io/arrays/zip_write.ts";
import { descriptionOf } from "../../src/io/mixtures/described_parts.ts";
import { type Description, parametersOf } from "../../src/io/mixtures/description.ts";
import { writeMixture } from "../../src/io/mixtures/write.ts";
import { parseCSV } from "../../src/io/tables/csv.ts";
import { writeCSV } from "../../src/io/tables/write_csv.ts";
import expected from "../fixtures/formats/expected.json" with { type: "json" };
import { randomNumbers } from "../support/random_numbers.ts";
import { bytesOf } from "../support/run_command.ts";
import { refuses, wrong } from "../support/sentences.ts";
import { array } from "../support/results.ts";

function fixture(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`../fixtures/formats/${name}`, import.meta.url));
}

/** The weights, means and full covariances of a mixture in two dimensions. */
async function fullParameters(p: Mixture) {
  const values = await evaluate(p.parameters as Record<string, Mixture["parameters"][string]>);
  const numbers = (name: string) => {
    const value: unknown = values[name];
    return typeof value === "number" ? [value] : [...(value as { data: Float64Array }).data];
  };
  const covariance = (i: number): number[] => {
    if ("covariances" in values) return numbers("covariances").slice(4 * i, 4 * i + 4);
    if ("covariance" in values) return numbers("covariance");
    const spread = numbers("variances" in values ? "variances" : "variance");
    const own = spread.length === 2 * p.components
      ? spread.slice(2 * i, 2 * i + 2)
      : spread.length === p.components
      ? [spread[i]!, spread[i]!]
      : [spread[0]!, spread[0]!];
    return [own[0]!, 0, 0, own[1]!];
  };
  return {
    weights: numbers("weights"),
    means: numbers("means"),
    covariances: Array.from({ length: p.components }, (_, i) => covariance(i)),
  };
}

/** ln Σ wᵢ N(x; μᵢ, Σᵢ) in two dimensions, by the formula. */
function logDensity(
  { weights, means, covariances }: Awaited<ReturnType<typeof fullParameters>>,
  x: readonly number[],
): number {
  const terms = weights.map((weight, i) => {
    const [a, b, , c] = covariances[i]! as [number, number, number, number];
    const dx = x[0]! - means[2 * i]!, dy = x[1]! - means[2 * i + 1]!, determinant = a * c - b * b;
    const quadratic = (c * dx * dx - 2 * b * dx * dy + a * dy * dy) / determinant;
    return weight * Math.exp(-quadratic / 2) / (2 * Math.PI * Math.sqrt(determinant));
  });
  return Math.log(terms.reduce((sum, term) => sum + term, 0));
}

for (const type of ["full", "tied", "diag", "spherical"] as const) {
  Deno.test(`scikit-learn's GaussianMixture of type "${type}", with k = d: NPZ, precisions and skops hold one mixture`, async () => {
    const known = expected[type];
    for (const name of [`${type}.npz`, `${type}_precisions.npz`, `${type}.skops`]) {
      const p = await readMixture(fixture(name)), found = await fullParameters(p);
      assertEquals(found.weights, known.weights, name);
      assertEquals(found.means, known.means.flat(), name);
      const covariances = found.covariances.flat();
      for (const [e, entry] of known.covariances.flat(2).entries()) {
        assertAlmostEquals(covariances[e]!, entry, 1e-12, `${name} ${e}`);
      }
      for (const [t, point] of known.points.entries()) {
        assertAlmostEquals(logDensity(found, point), known.logDensity[t]!, 1e-12, name);
      }
    }
  });
}

Deno.test("scikit-learn's KernelDensity: skops with and without weights, and NPZ", async () => {
  for (
    const [name, { points, logDensity: densities }] of [
      ["kernels.skops", expected.kernels],
      ["kernels.npz", expected.kernels],
      ["weighed_kernels.skops", expected.weighed_kernels],
    ] as const
  ) {
    const found = await fullParameters(await readMixture(fixture(name)));
    for (const [t, point] of points.entries()) {
      assertAlmostEquals(logDensity(found, point), densities[t]!, 1e-12, name);
    }
  }
  await refuses(() => readMixture(fixture("tophat.npz")), DomainError, 'got "tophat"');
});

Deno.test("Node's buffers, parts of larger memory and plain memory are read alike", async () => {
  const bytes = fixture("boxes.npz"), larger = new Uint8Array(bytes.length + 100);
  larger.set(bytes, 37);
  const part = larger.subarray(37, 37 + bytes.length);
  for (const file of [part, Buffer.from(part.buffer, 37, bytes.length), bytes.slice().buffer]) {
    assertEquals((await readMixture(file)).family, "uniform");
  }
});

Deno.test("skops: a BayesianGaussianMixture is read, a pipeline is not", async () => {
  assertEquals((await readMixture(fixture("bayesian.skops"))).components, 2);
  await refuses(() => readMixture(fixture("pipeline.skops")), DomainError, 'class "Pipeline"');
});

Deno.test("MixEntroPY's c, mu and sigma: Gaussians, and boxes by the diagonals", async () => {
  const found = await fullParameters(await readMixture(fixture("mixentropy.npz")));
  assertEquals(found, {
    weights: [0.25, 0.75],
    means: [0, 0, 3, 1],
    covariances: [[1, 0, 0, 1], [2, 0.5, 0.5, 1]],
  });
  const p = await readMixture(fixture("boxes.npz"));
  assertEquals(p.family, "uniform");
  const { widths } = await evaluate({ widths: p.parameters.widths! });
  assertEquals([...array(widths).data], [1, 2, 3, 4]);
});

for (const name of ["kinds.npz", "kinds_compressed.npz"]) {
  Deno.test(`NPZ: numbers of every kind, order and byte order are doubles: ${name}`, async () => {
    const arrays = await readArrays(fixture(name));
    assertEquals(Object.keys(arrays).sort(), Object.keys(expected.kinds).sort());
    for (const [kind, { shape, data }] of Object.entries(expected.kinds)) {
      assertEquals([...arrays[kind]!.shape], shape, kind);
      assertEquals([...arrays[kind]!.data], data.map(pythonNumber), kind);
    }
  });
}

function pythonNumber(text: string): number {
  return text === "inf"
    ? Infinity
    : text === "-inf"
    ? -Infinity
    : text === "nan"
    ? NaN
    : Number(text);
}

Deno.test("safetensors: arrays, half precision and the type in the metadata", async () => {
  const found = await fullParameters(await readMixture(fixture("diag.safetensors")));
  assertEquals(found.covariances.flat(), expected.diag.covariances.flat(2));
  const { X } = await readArrays(fixture("rows.safetensors"));
  assertEquals([X?.shape, [...X!.data]], [[3, 2], [1.5, 2, 3, 4, 7, 1]]);
});

const values: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["weights", { data: Float64Array.of(0.25, 0.75), shape: [2] }],
  ["means", { data: Float64Array.of(0, -0, 1e-300, 5), shape: [2, 2] }],
  ["covariances", { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }],
  ["covariance_type", "diag"],
  ["größe 👍", { data: Float64Array.of(Math.PI), shape: [] }],
]);

Deno.test("what is written is read: NPZ, safetensors, NPY", async () => {
  for (const bytes of [writeNPZ(values), writeSafetensors(values)]) {
    const arrays = await readArrays(bytes);
    for (const [name, value] of values) {
      if (typeof value === "string") continue;
      assertEquals(arrays[name], { data: value.data, shape: [...value.shape] });
    }
    assertEquals((await readMixture(bytes)).components, 2);
  }
  assertEquals(parseNPY(writeNPY("größe 👍")), "größe 👍");
  // numpy.save of the same array writes the same bytes
  const rows = Float64Array.of(1, 2, NaN, 3, 4, 5, 0, 7);
  assertEquals(writeNPY({ data: rows, shape: [4, 2] }), fixture("rows.npy"));
});

Deno.test("mixtures of every kind are written to every format and read back, bit by bit", async () => {
  const means = [[0.1, 1 / 3], [1e-300, -5]], weights = [0.25, 0.75];
  const mixtures: Mixture[] = [
    gaussianMixture({ weights, means, variance: 1 / 7 }),
    gaussianMixture({ weights, means, variances: [0.1, 0.2] }),
    gaussianMixture({ means, variances: [[0.1, 0.2], [0.3, 0.4]] }),
    gaussianMixture({ means, covariance: [[2, 0.1], [0.1, 1]] }),
    gaussianMixture({ means, covariances: [[[2, 0.1], [0.1, 1]], [[1, 0], [0, 1 / 3]]] }),
    uniformMixture({ weights, centers: means, widths: [[1, 2], [3, 4]] }),
    uniformMixture({ centers: means, widths: 0.1 }),
    await readMixture(fixture("boxes.npz")),
    await readMixture(fixture("tied.skops")),
    await readMixture(fixture("kernels.npz")),
  ];
  for (const p of mixtures) {
    const described = descriptionOf(p);
    for (const format of ["json", "npz", "safetensors"] as const) {
      const again = descriptionOf(await readMixture(writeMixture(described, format)));
      assertEquals(plain(again), plain(described), format);
    }
  }
  const scaled = gaussianMixture({ means, variance: exp(input(0)) });
  await refuses(() => descriptionOf(scaled), TypeError, "variance", "an expression");
});

/** The parameters as plain values. */
function plain(described: Description) {
  return [...parametersOf(described)].map((
    [name, { data, shape }],
  ) => [name, [...data], [...shape]]);
}

Deno.test("CSV: what is written is read, whatever the texts", () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab ",;\n\r\té'), minLength: 1, maxLength: 6 })
    .map((s) => s.trim()).filter((s) => s !== "");
  const property = fc.property(
    fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), text), { minLength: 1 }),
    fc.constantFrom(",", ";", "\t", "|"),
    (rows, separator) => {
      const written = writeCSV([
        { name: "x, mm", values: rows.map(([x]) => x) },
        { name: "label", values: rows.map(([, label]) => label) },
      ], separator);
      const { values, labels } = parseCSV(written, { label: "label", separator });
      assertEquals([...values], rows.map(([x]) => x));
      assertEquals(labels, rows.map(([, label]) => label));
    },
  );
  fc.assert(property, { numRuns: 500 });
  assertEquals(writeCSV([{ name: "x", values: [NaN, 0.1] }]), "x\n\n0.1\n");
});

Deno.test("NPY: version 2, big-endian; what holds no numbers is a sentence", async () => {
  const { data } = await readArrays(fixture("rows_2.npy"));
  assertEquals([...data!.data], [1, 2, 4]);
  await refuses(() => readArrays(fixture("records.npy")), DomainError, "of records");
  await refuses(
    () => readArrays(fixture("objects.npz")),
    DomainError,
    "Python objects",
    '(array "X")',
  );
});

Deno.test("CRC-32 is that of the check value of the standard, and zlib's", () => {
  assertEquals(crc32(bytesOf("123456789")), 0xcbf43926);
  assertEquals(crc32(new Uint8Array()), 0);
  const random = randomNumbers(3);
  for (let length = 1; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, () => Math.floor(256 * random()));
    assertEquals(crc32(bytes), zlib.crc32(bytes));
  }
});

/** The bytes with one of them changed. */
function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 0x10;
  return copy;
}

/** Where the packed bytes of a file of an archive begin. */
function packedStart(bytes: Uint8Array, name: string): number {
  const view = new DataView(bytes.buffer);
  const at = new TextDecoder("latin1").decode(bytes).indexOf(name) - 30;
  assertEquals(view.getUint32(at, true), 0x04034b50);
  return at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
}

Deno.test("ZIP: a byte that was changed in a file is found, packed or not", async () => {
  const stored = fixture("full.npz"), last = packedStart(stored, "covariances.npy") + 130;
  await refuses(
    () => readMixture(flipped(stored, last)),
    DomainError,
    "check sum",
    '"covariances.npy"',
  );
  const packed = fixture("boxes.npz"), start = packedStart(packed, "mu.npy");
  for (let at = start; at < start + 40; at++) {
    await refuses(() => readMixture(flipped(packed, at)), DomainError, '"mu.npy"');
  }
});

Deno.test("ZIP: any file cut off anywhere, and any byte changed, gives a sentence or the mixture", async () => {
  const names = ["full.npz", "boxes.npz", "tied.skops", "diag.safetensors", "rows.npy"];
  const files = names.map((name) => fixture(name));
  const property = fc.asyncProperty(
    fc.nat(names.length - 1),
    fc.nat(),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
    fc.boolean(),
    async (f, cut, changes, isCut) => {
      const whole = files[f]!, bytes = whole.slice(0, isCut ? cut % whole.length : undefined);
      // headers are hit as often as numbers
      for (const [at, byte] of changes) {
        if (bytes.length > 0) bytes[at % Math.min(bytes.length, 400)] = byte;
      }
      for (const read of [readMixture, readArrays]) {
        try {
          await read(bytes);
        } catch (error) {
          assert(
            [DomainError, ShapeError, UnknownNameError].some((type) => error instanceof type),
            `${error}`,
          );
          assert(error instanceof Error);
          assert(error.message.length < 400, error.message);
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 2000 });
});

Deno.test("a header that claims more than there is takes no room", async () => {
  const OwnArray = Float64Array, OwnBytes = Uint8Array;
  let largest = 0;
  const watching = <T extends typeof Float64Array | typeof Uint8Array>(own: T): T =>
    new Proxy(own, {
      construct: (target, args, newTarget) => {
        if (typeof args[0] === "number") largest = Math.max(largest, args[0]);
        return Reflect.construct(target, args, newTarget);
      },
    });
  const npy = bytesOf(
    `\x00NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 9), }`
      .padEnd(127) + "\n",
  );
  npy[0] = 0x93;
  const tensors = new OwnBytes([
    ...[96, 0, 0, 0, 0, 0, 0, 0],
    ...bytesOf(
      '{"x":{"dtype":"F64","shape":[1000000000,9],"data_offsets":[0,72000000000]}}'.padEnd(96),
    ),
  ]);
  const zip = writeZip([{ name: "x.npy", contents: npy }]), view = new DataView(zip.buffer);
  const entry = zip.length - 22 - 46 - 5;
  for (const at of [entry + 20, entry + 24]) view.setUint32(at, 0xf0000000, true);
  globalThis.Float64Array = watching(OwnArray);
  globalThis.Uint8Array = watching(OwnBytes);
  try {
    for (const bytes of [npy, tensors, zip]) {
      await refuses(() => readArrays(bytes), DomainError);
    }
  } finally {
    globalThis.Float64Array = OwnArray;
    globalThis.Uint8Array = OwnBytes;
  }
  assert(largest < 10_000, `an array of ${largest} was asked for`);
});

Deno.test("ZIP: what unpacks to more than it says is stopped at the first byte too many", async () => {
  const zeros = new Uint8Array(1_000_000);
  const stream = new Blob([zeros]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const zip = writeZip([{ name: "x.npy", contents: packed }]), view = new DataView(zip.buffer);
  const entry = zip.length - 22 - 46 - 5;
  view.setUint16(entry + 10, 8, true);
  view.setUint32(entry + 24, 1000, true);
  await refuses(
    () => readZip(zip).get("x.npy")!.read(),
    DomainError,
    "Expected 1000 bytes",
    "got more",
  );
  view.setUint32(entry + 24, 2_000_000, true);
  await refuses(() => readZip(zip).get("x.npy")!.read(), DomainError, "got 1000000");
  view.setUint32(entry + 24, 1_000_000, true);
  await refuses(() => readZip(zip).get("x.npy")!.read(), DomainError, "check sum");
});

Deno.test("ZIP: two files of one name, encrypted files and other ways of packing are sentences", async () => {
  const contents = writeNPY({ data: Float64Array.of(1), shape: [1] });
  const twice = writeZip([{ name: "x.npy", contents }, { name: "x.npy", contents }]);
  await refuses(() => readArrays(twice), DomainError, '"x.npy"', "got two");
  const one = (offset: number, value: number) => {
    const zip = writeZip([{ name: "x.npy", contents }]);
    new DataView(zip.buffer).setUint16(zip.length - 22 - 46 - 5 + offset, value, true);
    return zip;
  };
  await refuses(() => readArrays(one(8, 1)), DomainError, "encrypted");
  await refuses(() => readArrays(one(10, 14)), DomainError, "method 14");
  await refuses(() => readArrays(writeZip([])), DomainError, "got no file");
  const workbook = writeZip([{ name: "[Content_Types].xml", contents }]);
  await refuses(() => readArrays(workbook), DomainError, "Excel");
});

Deno.test("names: what is missing, misspelt, of the wrong kind or without its type is a sentence", async () => {
  const array = (...shape: number[]): Value => ({
    data: new Float64Array(shape.reduce((n, e) => n * e, 1)).fill(0.5),
    shape,
  });
  const of = (record: Record<string, Value>) => () =>
    readMixture(writeNPZ(new Map(Object.entries(record))));
  const means = array(2, 2), weights = array(2), covariances = array(2, 2);
  await refuses(of({ weights, means, covariances }), DomainError, "Expected covariance_type");
  await refuses(
    of({ weights_: weights, means_: means, covariances_: covariances }),
    DomainError,
    "Expected covariance_type",
  );
  await refuses(
    of({ means, covariances, covariance_type: "dia" }),
    UnknownNameError,
    'did you mean "diag"?',
  );
  await refuses(
    of({ means, covariances, covariance_type: "toString" }),
    UnknownNameError,
    "covariance_type",
  );
  await refuses(
    of({ means, covariances, covariance_type: "full" }),
    ShapeError,
    "[k=2, d=2, d=2]",
    "got [2, 2]",
  );
  await refuses(of({ means, covariances, covariance_type: array(1) }), DomainError, "a text");
  await refuses(of({ means: "x", variance: array() }), DomainError, 'the text "x"');
  await refuses(of({ weights_: weights, covariance_type: "full" }), DomainError, '"means_"');
  await refuses(of({ means, covariance_type: "full" }), DomainError, "precisions_cholesky");
  await refuses(
    of({ means, weigths: weights, variance: array() }),
    UnknownNameError,
    'did you mean "weights"?',
  );
  await refuses(of({ X: array(3, 2), y: array(3) }), DomainError, 'got "X", "y"');
  await refuses(of({ mu: means }), DomainError, '"sigma"');
  await refuses(
    of({ mu: means, sigma: array(2, 2, 2), family: "uniform" }),
    DomainError,
    "off the diagonals",
  );
  await refuses(
    of({ mu: means, sigma: array(2, 2, 2), family: "normal" }),
    UnknownNameError,
    '"gauss"',
  );
  await refuses(of({ data: means, bandwidth: array(2) }), ShapeError, "one number");
  // what nobody reads stops nothing
  const more = of({ means, variance: array(), X: array(7, 2), y: array(7), converged_: array() });
  assertEquals((await more()).components, 2);
  await refuses(() => readMixture(wrong("p.npz")), ShapeError, 'got "p.npz"');
  await refuses(() => readMixture(fixture("rows.npy")), DomainError, "kernelDensity");
  await refuses(() => readMixture(bytesOf("{")), DomainError, "in JSON at line 1");
  await refuses(() => readMixture(Uint8Array.of(0x7b, 0xff)), DomainError, "not UTF-8");
});
