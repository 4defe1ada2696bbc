/**
 * Generated WebAssembly as text. The modules of typical sweeps are read and approved like written code: after a change that is
 * meant, `deno task snapshots` writes the files anew; read the difference.
 */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { lower } from "../../kernels/lower/lower.ts";
import { newCode } from "../../kernels/wasm/bytes/assembler.ts";
import { afterInstruction } from "../../kernels/wasm/bytes/immediates.ts";
import { accesses, laneAccesses, laneOpcodes, opcodes } from "../../kernels/wasm/bytes/opcodes.ts";
import { generate, type Target } from "../../kernels/wasm/tiles/generate.ts";
import { scheduleOf } from "../../kernels/wasm/frame/schedule.ts";
import { bodyText } from "../../kernels/wasm/text/body.ts";
import { type Decoded, instructionsOf } from "../../kernels/wasm/text/decode.ts";
import { moduleText } from "../../kernels/wasm/text/module.ts";
import {
  evaluate,
  type EvaluateOptions,
  explain,
  type Expr,
  gaussianMixture,
  gradient,
  kdeEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { plan } from "../../src/plan/plan.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { estimators, mixtures } from "./kernel_cases.ts";
import { nodeList } from "../support/nodes.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const doubles: Target = { shape: "f64x2", relaxed: true, shared: true };
const means = [[0, 0], [1, 2], [3, 1]];
const diagonal = gaussianMixture({ means, variances: [[1, 2], [2, 1], [1, 1]] });
const full = gaussianMixture({ means, covariances: means.map(() => [[2, 1], [1, 2]]) });
const boxes = uniformMixture({ centers: means, widths: [[1, 2], [2, 1], [1, 1]] });

/** The kernel of the only sweep over pairs of a plan. */
function sweepOf(value: Expr) {
  const planned = plan([nodeOf(value)]);
  return lower(planned)[planned.steps.findIndex(isOverPairs)]!;
}

const snapshots: { readonly [file: string]: () => string } = {
  "kl_diagonal": () => {
    const sweep = sweepOf(pairwiseEntropy(diagonal, { distance: "kl" }));
    return moduleText(sweep, doubles, { rows: 1, vectors: 1, rolled: false });
  },
  "bhattacharyya_full_loops": () => {
    const sweep = sweepOf(pairwiseEntropy(full, { distance: "bhattacharyya" }));
    return moduleText(sweep, doubles, { rows: 1, vectors: 1, rolled: true });
  },
  "bhattacharyya_full_pairs": () => {
    const { pairs } = sweepOf(pairwiseEntropy(full, { distance: "bhattacharyya" }));
    return moduleText(pairs!.symmetric, doubles, { rows: 1, vectors: 1, rolled: false });
  },
  "bhattacharyya_boxes_floats": () => {
    const sweep = sweepOf(pairwiseEntropy(boxes, { distance: "bhattacharyya" }));
    const target: Target = { ...doubles, shape: "f32x4", relaxed: false };
    return moduleText(sweep, target, { rows: 1, vectors: 1, rolled: false });
  },
};

function fileOf(name: string): URL {
  return new URL(`../snapshots/${name}.wasm.txt`, import.meta.url);
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(snapshots)) {
    Deno.writeTextFileSync(fileOf(name), `${text()}\n`);
  }
}

for (const [name, text] of Object.entries(snapshots)) {
  Deno.test(`the WebAssembly of ${name} is the one that was read and approved`, () => {
    assertEquals(`${text()}\n`, Deno.readTextFileSync(fileOf(name)));
  });
}

Deno.test("what the assembler writes is read again, for every opcode", () => {
  const written = newCode(), expected: Decoded[] = [];
  const keys = <K extends string>(table: { readonly [N in K]: unknown }) =>
    Object.keys(table) as K[];
  for (const name of keys(opcodes)) {
    written.op(name);
    expected.push({ kind: "op", name });
  }
  for (const name of keys(accesses)) {
    written.access(name, 300);
    expected.push({ kind: "access", name, offset: 300 });
  }
  for (const name of keys(laneAccesses)) {
    written.laneAccess(name, 1, 200);
    expected.push({ kind: "laneAccess", name, offset: 200, lane: 1 });
  }
  for (const name of keys(laneOpcodes)) {
    written.lane(name, 1);
    expected.push({ kind: "lane", name, lane: 1 });
  }
  const constants: [() => void, string][] = [
    [() => written.i32(-129), "-129"],
    [() => written.i64(2n ** 62n), "4611686018427387904n"],
    [() => written.f64(-0), "-0"],
    [() => written.f64x2(0.1), "f64x2(0.1)"],
    [() => written.f64x2(0, 1), "f64x2(0, 1)"],
    [() => written.f64x2(-0), "f64x2(-0)"],
    [() => written.f64x2(-Infinity), "f64x2(-Infinity)"],
    [() => written.f32x4(0.1), "f32x4(0.1)"],
    [() => written.f32x4(0, 1, 2, 3), "f32x4(0, 1, 2, 3)"],
    [() => written.i64x2(-1n), "i64x2(0xffffffffffffffff)"],
  ];
  for (const [write, text] of constants) {
    write();
    expected.push({ kind: "constant", text });
  }
  const lanes = Array.from({ length: 16 }, (_, t) => 15 - t);
  written.shuffle(lanes);
  written.get(1);
  written.set(200);
  written.tee(3);
  written.call(4);
  written.block(() => written.loop(() => written.when(() => written.br(1), () => written.brIf(2))));
  expected.push(
    { kind: "shuffle", lanes },
    { kind: "get", local: 1 },
    { kind: "set", local: 200 },
    { kind: "tee", local: 3 },
    { kind: "call", index: 4 },
    { kind: "block" },
    { kind: "loop" },
    { kind: "when" },
    { kind: "br", depth: 1 },
    { kind: "otherwise" },
    { kind: "brIf", depth: 2 },
    { kind: "end" },
    { kind: "end" },
    { kind: "end" },
  );
  const code = written.written();
  assertEquals([...instructionsOf(code)], expected);
  // the reader that skips immediates finds the same instructions
  let count = 0;
  for (let at = 0; at < code.length; at = afterInstruction(code, at)) count++;
  assertEquals(count, expected.length);
  assertThrows(() => [...instructionsOf(Uint8Array.of(0x06))], Error, "got opcode 6 at 0");
});

/** Code as text, with locals x0, x1, … and a function f of one number. */
function textOf(write: (code: ReturnType<typeof newCode>) => void): readonly string[] {
  const code = newCode();
  write(code);
  return bodyText(code.written(), {
    local: (local) => `x${local}`,
    callee: () => ({ name: "f", params: ["f64"], results: ["f64"] }),
  });
}

Deno.test("an operand that changes before it is used is written before it changes", () => {
  // x0 + (x0 := 5) is the old x0 and 5
  assertEquals(
    textOf((code) => {
      code.get(0);
      code.i32(5);
      code.tee(0);
      code.op("i32.add");
      code.set(1);
    }),
    ["s1 = x0", "x0 = 5", "x1 = s1 + x0"],
  );
  // a load, then a store, a call or a loop, then the sum
  const around: [(code: ReturnType<typeof newCode>) => void, readonly string[]][] = [
    [(code) => {
      code.get(1);
      code.f64(2);
      code.access("f64.store", 8);
    }, ["s1 = f64.load(x0)", "f64.store(x1 + 8, 2)", "x2 = f64.add(s1, x3)"]],
    [(code) => {
      code.f64(2);
      code.call(0);
      code.set(3);
    }, ["s1 = f64.load(x0)", "x3 = f(2)", "x2 = f64.add(s1, x3)"]],
    [
      (code) => code.loop(() => code.br(0)),
      ["s1 = f64.load(x0)", "loop1: {", "  continue loop1", "}", "x2 = f64.add(s1, x3)"],
    ],
    [(code) => code.op("f64.neg"), ["x2 = f64.add(f64.neg(f64.load(x0)), x3)"]],
  ];
  for (const [between, expected] of around) {
    const lines = textOf((code) => {
      code.get(0);
      code.access("f64.load");
      between(code);
      code.get(3);
      code.op("f64.add");
      code.set(2);
    });
    assertEquals(lines, expected);
  }
});

Deno.test("branches say which construct they leave or start again", () => {
  assertEquals(
    textOf((code) =>
      code.block(() =>
        code.loop(() => {
          code.get(0);
          code.when(() => code.br(2), () => code.br(1));
          code.get(1);
          code.brIf(0);
        })
      )
    ),
    [
      "block1: {",
      "  loop1: {",
      "    if x0 {",
      "      break block1",
      "    } else {",
      "      continue loop1",
      "    }",
      "    if x1 continue loop1",
      "  }",
      "}",
    ],
  );
});

Deno.test("the code of every kernel can be read, and names for locals change none of it", () => {
  const { full, boxes } = mixtures(4, 2);
  for (const [structure, p] of Object.entries({ full, boxes })) {
    for (const [estimator, value] of Object.entries(estimators(p))) {
      const planned = plan([nodeOf(value), ...nodeList(Object.values(gradient(value, p)))]);
      for (const kernel of lower(planned)) {
        const own = scheduleOf(kernel, "f64x2");
        const text = moduleText(kernel, doubles, own, { all: true });
        assert(!/unreachable|undefined|NaN/.test(text), `${estimator} of ${structure}`);
        assertEquals(text.split("{\n").length, text.split(/}(?: else {)?\n|}$/).length);
        const named = generate(kernel, { ...doubles, named: true }, own);
        assertEquals(named.bytes, generate(kernel, doubles, own).bytes);
      }
    }
  }
});

Deno.test("explain shows the code of each step, if it is asked for", () => {
  const k = 200;
  const p = gaussianMixture({
    means: Array.from({ length: k }, (_, i) => [Math.sin(i), Math.cos(i)]),
    covariance: [[2, 1], [1, 2]],
  });
  const value = pairwiseEntropy(p, { distance: "kl" });
  const plain = explain(value, { device: "cpu" });
  assert(!plain.includes("code of step"));
  const text = explain(value, { device: "cpu", code: true });
  assert(text.startsWith(plain));
  const steps = plain.match(/^ {2}\d+\. (?:interpreted|generated)/gm)!.length;
  assertEquals(text.match(/^code of step \d+:$/gm)?.length, steps);
  assertStringIncludes(text, "\nfunc run(args: i32, ");
  assertStringIncludes(text, "logSumExp(");
  assertStringIncludes(text, "// interpreted: the work is small\naxes: ");
  assert(!text.includes("\nfunc exp("));
  assertStringIncludes(
    explain(value, { device: "cpu", code: "all" }),
    "\nfunc exp(x: v128) -> v128 {",
  );
  assertEquals(explain(value, { device: "cpu", code: false }), plain);
  const shaders = explain(value, { device: "webgpu", code: true });
  assertStringIncludes(shaders, "@compute @workgroup_size(64)");
  assert(!shaders.includes("func run("));
});

Deno.test("explain refuses another word for code, and evaluate has no such option", async () => {
  const value = kdeEntropy(diagonal);
  // what only untyped callers can write
  const wrong = { code: "some" } as { readonly code: never };
  assertThrows(
    () => explain(value, wrong),
    TypeError,
    'Expected code to be true, false or "all", got "some"',
  );
  await evaluate(value, { code: true } as EvaluateOptions).then(
    () => assert(false, "an option that evaluate does not have was taken"),
    (error) => assert(error instanceof TypeError && error.message.includes("code")),
  );
});
