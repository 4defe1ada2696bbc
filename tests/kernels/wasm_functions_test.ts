/**
 * The vector functions of generated kernels, in both shapes, with fused multiply-adds and without: exp, ln and the normal
 * quantile against 50-digit values (vectors/functions.json, by make_functions.py) and against the engine's own
 * functions, and every operation against its definition at the edges. Errors are in units in the last place.
 */
import { assert, assertEquals } from "@std/assert";
import { localsAfter, newCode } from "../../kernels/wasm/bytes/assembler.ts";
import { moduleBytes } from "../../kernels/wasm/bytes/module.ts";
import { laneBytes, type Shape } from "../../kernels/wasm/bytes/emitter.ts";
import { emitBoundedExp, emitExp } from "../../kernels/wasm/functions/exp.ts";
import { emitLog } from "../../kernels/wasm/functions/log.ts";
import { calledOps, mapTable, type VectorMap } from "../../kernels/wasm/functions/map_functions.ts";
import { normalQuantile } from "../../src/expr/normal.ts";
import { applyOp, arity, type Op } from "../../src/expr/ops.ts";
import { scrambled } from "../../src/expr/bits.ts";
import { uniformFromCounter } from "../../src/expr/random.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import tables from "../vectors/functions.json" with { type: "json" };

interface Variant {
  readonly shape: Shape;
  readonly relaxed: boolean;
  /** Whether constants are in locals, or where they are used. */
  readonly hoisted: boolean;
}

const imports = calledOps.map((name) => ({
  name,
  params: times(arity[name], () => "f64" as const),
  results: ["f64"] as const,
}));
const maps = mapTable((name) => calledOps.indexOf(name));

const exp: VectorMap = (e, [xs]) => emitExp(e, xs!);
const boundedExp: VectorMap = (e, [xs]) => emitBoundedExp(e, xs!);
const log: VectorMap = (e, [xs]) => emitLog(e, xs!);

/** How many vectors stand side by side in the code. */
const width = 4;
const blockBytes = 16 * width;

/** A module whose function applies `map` to arrays that lie one after another in memory: where they start, the bytes of each. */
function moduleOf(map: VectorMap, count: number, variant: Variant): Uint8Array<ArrayBuffer> {
  const { shape, relaxed, hoisted } = variant, params = ["i32", "i32"] as const;
  const locals = localsAfter(params), code = newCode(), body = newCode();
  const constants = hoisted ? { constants: { code, locals: new Map<string, number>() } } : {};
  const vectors = (
    name: "v128.load" | "v128.store",
    each: (t: number, access: () => void) => void,
  ) => times(width, (t) => each(t, () => body.access(name, 16 * t)));
  const at = locals.fresh("i32");
  const next = () => {
    body.get(at, 1);
    body.op("i32.add");
    body.set(at);
  };
  body.loop(() => {
    body.get(0);
    body.set(at);
    const args = times(count, () => {
      const arg = times(width, () => locals.fresh("v128"));
      vectors("v128.load", (t, access) => {
        body.get(at);
        access();
        body.set(arg[t]!);
      });
      next();
      return arg;
    });
    const results = map({ code: body, locals, shape, relaxed, ...constants }, args);
    vectors("v128.store", (t, access) => {
      body.get(at, results[t]!);
      access();
    });
    // the loop ends where the first array does
    body.get(0);
    body.i32(blockBytes);
    body.op("i32.add");
    body.tee(0);
    body.get(1);
    body.op("i32.lt_u");
    body.brIf(0);
  });
  code.append(body);
  const run = { name: "run", params, results: [], locals, code };
  return moduleBytes({ shared: false, imports, functions: [run] });
}

/** What `map` makes of arrays of equal length. */
function results(map: VectorMap, variant: Variant, args: readonly ArrayLike<number>[]) {
  const { length } = args[0]!, bytes = Math.ceil(length * laneBytes[variant.shape] / blockBytes);
  const stride = bytes * blockBytes;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((args.length + 1) * stride / 65536) });
  const lanes = (a: number) => {
    const buffer = memory.buffer as ArrayBuffer;
    return variant.shape === "f64x2"
      ? new Float64Array(buffer, a * stride, length)
      : new Float32Array(buffer, a * stride, length);
  };
  args.forEach((arg, a) => lanes(a).set(arg));
  const module = new WebAssembly.Module(moduleOf(map, args.length, variant));
  const math = Object.fromEntries(calledOps.map((name) => [name, Math[name]]));
  const { run } = new WebAssembly.Instance(module, { env: { memory }, math }).exports;
  (run as (start: number, bytes: number) => void)(0, stride);
  return lanes(args.length);
}

const relaxedWorks = WebAssembly.validate(
  moduleOf(exp, 1, { shape: "f64x2", relaxed: true, hoisted: true }),
);

/** All ways to compute in a shape that this engine has. */
function variantsOf(shape: Shape): Variant[] {
  return [
    { shape, relaxed: false, hoisted: false },
    { shape, relaxed: false, hoisted: true },
    ...(relaxedWorks ? [{ shape, relaxed: true, hoisted: true }] : []),
  ];
}

const double = new Float64Array(1), words = new Uint32Array(double.buffer);

/** The distance from x to the next number of larger size. */
function ulp(x: number, shape: Shape): number {
  double[0] = x;
  const exponent = (words[1]! >>> 20 & 0x7ff) - 1023;
  return 2 ** (shape === "f64x2" ? Math.max(exponent - 52, -1074) : Math.max(exponent - 23, -149));
}

/** The error of `got` against value + rest in units in the last place; ∞ if one alone is infinite or NaN. */
function errorOf(got: number, shape: Shape, value: number, rest = 0): number {
  const wanted = shape === "f64x2" ? value : Math.fround(value);
  if (Object.is(got, wanted) && !Number.isFinite(wanted)) return 0;
  const error = Math.abs(got - value - rest) / ulp(value, shape);
  return Number.isNaN(error) ? Infinity : error;
}

/** Fails if `map` is off by more than `bound` from f somewhere. */
function assertNear(
  map: VectorMap,
  f: (x: number) => number,
  { variant, xs, bound }: { variant: Variant; xs: ArrayLike<number>; bound: number },
): void {
  const got = results(map, variant, [xs]);
  let most = 0, where = NaN;
  for (let t = 0; t < xs.length; t++) {
    const x = xs[t]!, error = errorOf(got[t]!, variant.shape, f(x));
    if (error > most) [most, where] = [error, x];
  }
  assert(most <= bound, `${most} ulp at ${where}, ${JSON.stringify(variant)}`);
}

/** A point of a table, and its value as a number and what that leaves over. */
interface Row {
  readonly x: number;
  readonly value: number;
  readonly rest: number;
}

/** The rows of a table. */
function rowsOf(name: keyof typeof tables): Row[] {
  const numbers = tables[name].map(Number);
  return times(numbers.length / 3, (r) => {
    const [x, value, rest] = numbers.slice(3 * r);
    return { x: x!, value: value!, rest: rest! };
  });
}

/** The largest error of `map` against a table, at the points that count. */
function worst(
  map: VectorMap,
  variant: Variant,
  name: "exp" | "log",
  counts = (_x: number) => true,
): number {
  const rows = rowsOf(name), got = results(map, variant, [rows.map(({ x }) => x)]);
  return Math.max(
    ...rows.map(({ x, value, rest }, t) =>
      counts(x) ? errorOf(got[t]!, variant.shape, value, rest) : 0
    ),
  );
}

function randoms(count: number, seed: number, f: (random: () => number) => number): Float64Array {
  const random = randomNumbers(seed);
  return Float64Array.from({ length: count }, () => f(random));
}

for (const variant of variantsOf("f64x2")) {
  const title = `f64x2, ${variant.relaxed ? "relaxed" : "plain"}${
    variant.hoisted ? "" : ", constants in place"
  }`;

  Deno.test(`exp and ln are within 1.1 ulp of 50-digit values: ${title}`, () => {
    const inside = (x: number) => x >= -708 && x <= 700;
    assert(worst(exp, variant, "exp") <= 1.1);
    assert(worst(boundedExp, variant, "exp", inside) <= 1.1);
    assert(worst(log, variant, "log") <= 1.1);
  });

  // the engine's own are within 1 ulp of the truth; 1 was the largest distance found
  Deno.test(`exp and ln are within 2 ulp of the engine's at random points: ${title}`, () => {
    const count = 500_000, bound = 2;
    const everywhere = randoms(count, 1, (random) => 1456 * random() - 746);
    const near0 = randoms(count, 2, (random) => 4 * random() - 3);
    assertNear(exp, Math.exp, { variant, xs: everywhere, bound });
    assertNear(exp, Math.exp, { variant, xs: near0, bound });
    assertNear(boundedExp, Math.exp, { variant, xs: near0, bound });
    const scales = randoms(count, 3, (random) => random() * 2 ** (2090 * random() - 1070));
    const near1 = randoms(count, 4, (random) => 0.5 + random());
    assertNear(log, Math.log, { variant, xs: scales, bound });
    assertNear(log, Math.log, { variant, xs: near1, bound });
  });

  Deno.test(`the normal quantile has a relative error below 1e-15: ${title}`, () => {
    const rows = rowsOf("normalQuantile");
    const got = results(maps.normalQuantile, variant, [rows.map(({ x }) => x)]);
    rows.forEach(({ x, value, rest }, t) => {
      const error = Math.abs(got[t]! - value - rest);
      assert(error <= 1e-15 * Math.abs(value), `${error} at ${x}`);
    });
  });

  Deno.test(`Philox gives the same bits: ${title}`, () => {
    const count = 5000;
    const integers = (seed: number, bits: number) =>
      randoms(count, seed, (random) => Math.floor(random() * 2 ** Math.ceil(bits * random())));
    const args = [integers(5, 53), integers(6, 32), integers(7, 53), integers(8, 32)] as const;
    const edges = [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53];
    edges.forEach((x, t) => {
      args[0][t] = x;
      args[2][t + 3] = x;
    });
    const got = results(maps.uniform, variant, args);
    got.forEach((u, t) => {
      assertEquals(u, uniformFromCounter(args[0][t]!, args[1][t]!, args[2][t]!, args[3][t]!));
    });
  });

  Deno.test(`Owen's scrambling and exclusive or give the same bits: ${title}`, () => {
    const count = 5000;
    const integers = (seed: number, bits: number) =>
      randoms(count, seed, (random) => Math.floor(random() * 2 ** Math.ceil(bits * random())));
    const args = [integers(5, 32), integers(6, 53), integers(7, 53), integers(8, 32)] as const;
    args[0].set([0, 1, 2 ** 31, 2 ** 32 - 1]);
    results(maps.scramble, variant, args).forEach((u, t) => {
      assertEquals(u, scrambled(args[0][t]!, args[1][t]!, args[2][t]!, args[3][t]!));
    });
    results(maps.xor, variant, [args[0], args[3]]).forEach((x, t) => {
      assertEquals(x, (args[0][t]! ^ args[3][t]!) >>> 0);
    });
  });
}

for (const variant of variantsOf("f32x4")) {
  const title = `f32x4, ${variant.relaxed ? "relaxed" : "plain"}${
    variant.hoisted ? "" : ", constants in place"
  }`;

  Deno.test(`exp and ln in floats are within 1.25 ulp: ${title}`, () => {
    const count = 1 << 19, bound = 1.25;
    const floats = (f: (random: () => number) => number) => new Float32Array(randoms(count, 9, f));
    // a stride through all bit patterns, then where most of them are not
    const patterns = new Float32Array(
      Uint32Array.from({ length: count }, (_, t) => t * 8191).buffer,
    );
    const everywhere = floats((random) => 194 * random() - 105);
    const near0 = floats((random) => 0.72 * random() - 0.36);
    for (const xs of [patterns, everywhere, near0]) {
      assertNear(exp, Math.exp, { variant, xs, bound });
      const inside = xs.filter((x) => x >= -87 && x <= 87);
      assertNear(boundedExp, Math.exp, { variant, xs: inside, bound });
    }
    for (const xs of [patterns, near0.map((x) => 1 + x)]) {
      assertNear(log, Math.log, { variant, xs, bound });
    }
  });

  Deno.test(`the normal quantile in floats is within 8 ulp: ${title}`, () => {
    const xs = new Float32Array(
      randoms(200_000, 10, (random) => random() * 0.1 ** (40 * random())),
    );
    assertNear(maps.normalQuantile, normalQuantile, { variant, xs, bound: 8 });
  });
}

Deno.test("the bounded exp is NaN for NaN, whatever its payload, and exp(-708) or exp(-87) below", () => {
  // the missing value of R, whose payload a shift into the exponent would turn into a number
  const missing = new Float64Array(
    BigUint64Array.of(0x7ff00000000007a2n, 0xfff80000000fffffn).buffer,
  );
  for (const variant of [...variantsOf("f64x2"), ...variantsOf("f32x4")]) {
    const { shape } = variant, floor = shape === "f64x2" ? -708 : -87;
    const [none, ...others] = results(boundedExp, variant, [[NaN, -Infinity, 2 * floor]]);
    assertEquals(none, NaN);
    for (const value of others) assert(errorOf(value, shape, Math.exp(floor)) <= 2);
    assertEquals([...results(boundedExp, variant, [missing])], [NaN, NaN]);
    assertEquals([...results(exp, variant, [missing])], [NaN, NaN]);
  }
});

const edges = [
  ...[0, 1, 2, 0.5, 3.5, 1e-8, 0.05, 5e-324, 1e-310, 2 ** -1022, 1e-40, 88, 700, 746, 1e38, 1e308],
  ...[Number.MAX_VALUE, Infinity],
].flatMap((x) => [x, -x]).concat(NaN);

/** All lists of `count` edge values, as one array for each place. */
function grid(count: number, values: readonly number[]): number[][] {
  const total = values.length ** count;
  return times(
    count,
    (a) => times(total, (t) => values[Math.floor(t / values.length ** a) % values.length]!),
  );
}

const isRandom = (op: Op) => op === "uniform" || op === "scramble";

/** How far the operations may be off that are not exact. */
const bounds: { readonly [K in Op]?: number } = {
  exp: 2,
  log: 2,
  xLogX: 4,
  normalQuantile: 8,
  expDiff: 2,
};

for (const op of Object.keys(arity) as Op[]) {
  Deno.test(`vectors of ${op} have the values of its definition at the edges`, () => {
    for (const variant of [...variantsOf("f64x2"), ...variantsOf("f32x4")]) {
      const { shape } = variant;
      const round = shape === "f64x2" ? (x: number) => x : Math.fround;
      const values = isRandom(op) ? [0, 1, 7, 100] : edges.map(round);
      const args = grid(arity[op], values), got = results(maps[op], variant, args);
      got.forEach((value, t) => {
        const list = args.map((arg) => arg[t]!);
        const wanted = meaning(op, list, round);
        const bound = bounds[op];
        const right = bound === undefined
          ? Object.is(value, round(wanted))
          : errorOf(value, shape, wanted) <= bound;
        assert(right, `${op}(${list}) = ${value}, not ${wanted}, ${JSON.stringify(variant)}`);
      });
    }
  });
}

/** The value of an operation on lanes that hold rounded numbers, and whose differences are rounded. */
function meaning(op: Op, list: readonly number[], round: (x: number) => number): number {
  if (isRandom(op)) {
    return Math.min(applyOp(op, list), round === Math.fround ? 1 - 2 ** -24 : 1);
  }
  if (op !== "expDiff") return applyOp(op, list);
  const [a, l] = list;
  return a === -Infinity ? 0 : Math.exp(round(a! - l!));
}
