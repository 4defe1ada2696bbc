/** Every elementwise operation inside a sweep on the GPU, and the values that stand for infinities. */
import { type Axis, axisOf, indexSet } from "../../src/expr/axes.ts";
import { coord, reduce, sumOver } from "../../src/expr/build.ts";
import { inputOver, toDense } from "../../src/expr/array.ts";
import type { Node } from "../../src/expr/node.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import { philox } from "../../src/expr/random.ts";
import { assert, assertEquals } from "@std/assert";
import { functionsText } from "../../kernels/wgsl/functions.ts";
import { compare, prepare, reference, resultsOnGpu } from "../support/webgpu_cases.ts";
import { withGpu } from "../support/webgpu_support.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { placement } from "../../src/run/webgpu/placement.ts";

const n = 70;
const set = indexSet("component", "i", n);
const i = axisOf(set, 0), j = axisOf(set, 1);

/** Numbers along an axis. */
function numbers(of: (t: number) => number, axis: Axis): Node {
  const data = Array.from({ length: n }, (_, t) => of(t));
  return inputOver(toDense(data, "x"), "x", [axis]);
}

const sines = (t: number) => 1.3 * Math.sin(12.9 * t + 0.4);
const x = numbers(sines, i), y = numbers((t) => sines(t + 100), j);
const both = nodes.add(x, y);
const positive = nodes.add(nodes.square(both), constant(0.1));
const share = nodes.div(nodes.square(both), constant(8));

/** A value for every pair, for each operation. */
const values: { readonly [op: string]: Node } = {
  neg: nodes.neg(both),
  abs: nodes.abs(both),
  sign: nodes.sign(nodes.add(both, constant(0.017))),
  floor: nodes.floor(nodes.mul(constant(3), positive)),
  square: nodes.square(both),
  sqrt: nodes.sqrt(positive),
  exp: nodes.exp(both),
  log: nodes.log(positive),
  log1p: nodes.log1p(nodes.mul(constant(0.3), both)),
  "log1p near 0": nodes.log1p(nodes.mul(constant(1e-5), both)),
  sin: nodes.sin(nodes.mul(constant(20), both)),
  cos: nodes.cos(nodes.mul(constant(20), both)),
  tanh: nodes.tanh(both),
  atan: nodes.atan(both),
  xLogX: nodes.xLogX(positive),
  normalQuantile: nodes.normalQuantile(nodes.add(constant(0.001), share)),
  add: both,
  sub: nodes.sub(x, y),
  mul: nodes.mul(x, y),
  div: nodes.div(x, positive),
  pow: nodes.pow(positive, y),
  min: nodes.min(x, y),
  max: nodes.max(x, y),
  less: nodes.less(x, y),
  lessEqual: nodes.lessEqual(x, y),
  equal: nodes.equal(coord(i), nodes.sub(constant(n - 1), coord(j))),
  weigh: nodes.weigh(nodes.max(x, constant(0)), y),
  ratio: nodes.ratio(nodes.max(x, constant(0)), positive),
  expDiff: nodes.expDiff(both, constant(0.5)),
  select: nodes.select(nodes.less(x, y), both, constant(7)),
  uniform: nodes.uniform(constant(11), constant(1), coord(i), coord(j)),
  "normalQuantile of uniform": nodes.normalQuantile(
    nodes.add(
      nodes.mul(constant(0.999), nodes.uniform(constant(3), constant(0), coord(j), coord(i))),
      constant(1e-4),
    ),
  ),
};

withGpu("every operation gives what it gives in double precision", async (gpu) => {
  const outputs = Object.fromEntries(
    Object.entries(values).map(([op, value]) => [op, sumOver(j, nodes.mul(value, constant(0.01)))]),
  );
  const { plan, kernels, sizes } = prepare(Object.values(outputs));
  const places = placement(plan, kernels, sizes).filter((_place, s) => isOverPairs(plan.steps[s]!));
  assertEquals(places.map(({ device }) => device), places.map(() => "gpu"));
  const { errors, warnings } = await compare(outputs, gpu);
  for (const [op, error] of Object.entries(errors)) {
    assert(error < 1e-6, `${op} is wrong by ${error}`);
  }
  assertEquals(warnings, []);
});

withGpu("maxima and log-sum-exps, with weights of 0 and terms of −∞, are right", async (gpu) => {
  const none = nodes.less(y, constant(0.5));
  const term = nodes.select(none, constant(-Infinity), both);
  const never = nodes.select(nodes.less(y, constant(50)), constant(-Infinity), both);
  const outputs = {
    max: reduce("max", j, both),
    "max of −∞ and numbers": reduce("max", j, term),
    "max of −∞": reduce("max", j, never),
    lse: reduce("logSumExp", j, term),
    "lse of −∞": reduce("logSumExp", j, never),
    "lse with weights of 0": reduce("logSumExp", j, both, nodes.max(y, constant(0))),
    "lse with weights of 0 only": reduce("logSumExp", j, both, nodes.weigh(constant(0), y)),
    "lse of large terms": reduce("logSumExp", j, nodes.mul(constant(3000), both)),
    "lse of +∞": reduce("logSumExp", j, nodes.neg(term)),
    "share": sumOver(j, nodes.expDiff(never, constant(-Infinity))),
  };
  const { errors } = await compare(outputs, gpu);
  for (const [name, error] of Object.entries(errors)) {
    assert(error < 2e-6, `${name} is wrong by ${error}`);
  }
});

withGpu("rows that single precision cannot decide come from the CPU", async (gpu) => {
  // 0.1 + 0.2 is not 0.3 in double precision, but is in single
  const left = numbers((t) => t === 3 ? 0.1 + 0.2 : t, i),
    right = numbers((t) => t === 5 ? 0.3 : t + 0.5, j);
  const prepared = prepare([
    sumOver(j, nodes.equal(left, right)),
    sumOver(j, nodes.less(right, left)),
    sumOver(j, nodes.exp(nodes.mul(constant(2), nodes.add(left, nodes.mul(constant(0), right))))),
  ]);
  const actual = await resultsOnGpu(prepared, gpu);
  const expected = reference(prepared);
  assertEquals(actual[0]!.data, expected[0]);
  assertEquals(actual[1]!.data, expected[1]);
  assertEquals(actual[2]!.data.slice(50), expected[2]!.slice(50), "beyond the range of floats");
});

withGpu("the GPU's Philox gives the integers of the CPU's", async (gpu) => {
  const code = `@group(0) @binding(0) var<storage, read> counters: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read_write> words: array<vec4<u32>>;
${functionsText(["philox"])}
@compute @workgroup_size(1)
fn draw(@builtin(global_invocation_id) id: vec3<u32>) {
  words[id.x] = philox(counters[id.x], vec2<u32>(counters[id.x].x ^ 7u, 0xdeadbeefu));
}`;
  const { device } = gpu;
  const count = 200;
  const counters = new Uint32Array(4 * count);
  for (let t = 0; t < counters.length; t++) counters[t] = Math.imul(t + 1, 0x9e3779b1) >>> 0;
  const buffer = (usage: number) => device.createBuffer({ size: counters.byteLength, usage });
  const from = buffer(0x80 | 8), to = buffer(0x80 | 4), read = buffer(1 | 8);
  device.queue.writeBuffer(from, 0, counters);
  const pipeline = await gpu.pipeline(code, "draw");
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [from, to].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const layout = pipeline.getBindGroupLayout(0);
  pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
  pass.dispatchWorkgroups(count);
  pass.end();
  encoder.copyBufferToBuffer(to, 0, read, 0, counters.byteLength);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(1);
  const words = new Uint32Array(read.getMappedRange().slice(0));
  for (let t = 0; t < count; t++) {
    const [a, b, c, d] = counters.subarray(4 * t);
    const expected = philox([a!, b!, c!, d!], [a! ^ 7, 0xdeadbeef]);
    assertEquals([...words.subarray(4 * t, 4 * t + 4)], expected);
  }
  [from, to, read].forEach((buffer) => buffer.destroy());
});
