import type { Accumulator } from "../ir/kernel.ts";
import { monoids, under } from "../program/monoids.ts";
import { namedState, written } from "./monoid_text.ts";
import { infinite, literal } from "./reals.ts";
import { writer } from "./text_writer.ts";

/** The number of a reduction in `mergeCode`; `doubt` is the maximum of one number a part. */
export const mergeOps: { readonly [K in Accumulator["op"] | "doubt"]: number } = {
  sum: 0,
  dot: 0,
  max: 1,
  logSumExp: 2,
  doubt: 3,
};

/** What a part has left is taken in where its reduction is that of the cell. */
function takingIn(op: "sum" | "logSumExp"): string {
  const out = writer(2), a = written(out, "f32");
  const total = a.inVariables("total", "lost");
  const part = namedState("first", "second");
  out.open(`if (op == ${mergeOps[op]}u) {`);
  if (op === "sum") monoids.sum.merge(a, total, part);
  else {
    const state = a.inVariables("top", "total");
    monoids.sum.feed(a, total, under(a, state, part.get(0), part.get(1)));
  }
  out.close();
  return out.lines.join("\n");
}

/** What the merged state of a log-sum-exp stands for. */
function logText(): string {
  const a = written(writer(0), "f32");
  return monoids.logSumExp.finish(a, a.inVariables("top", "value")).text;
}

/** Merges the states that the parts of the lanes have left: one number for each cell and row. */
export const mergeCode = `// the states of the parts of a row → its result, for every cell
struct Merge {
  rows: u32,
  parts: u32,
  states: u32, // of a part
  firstRow: u32, // among the rows of the results
  allRows: u32, // of the results
}

@group(0) @binding(0) var<uniform> run: Merge;
@group(0) @binding(1) var<storage, read> ops: array<u32>;
@group(0) @binding(2) var<storage, read> states: array<f32>;
@group(0) @binding(3) var<storage, read_write> results: array<f32>;

const infinite = ${literal(infinite)}; // at or below: −∞
const tiny = 1.1754944e-38;

fn state(part: u32, at: u32, row: u32) -> f32 {
  return states[(part * run.states + at) * run.rows + row];
}

@compute @workgroup_size(64)
fn merge(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.x;
  let cell = id.y;
  if (row >= run.rows) { return; }
  let op = ops[cell];
  // the highest shift first, so that none is raised
  var top = infinite;
  if (op != ${mergeOps.sum}u) {
    for (var p = 0u; p < run.parts; p++) { top = max(top, state(p, 2u * cell, row)); }
  }
  var total = 0.0;
  var lost = 0.0;
  for (var p = 0u; p < run.parts; p++) {
    let first = state(p, 2u * cell, row);
    let second = state(p, 2u * cell + 1u, row);
${takingIn("sum")}
${takingIn("logSumExp")}
  }
  var value = total + lost;
  if (op == ${mergeOps.logSumExp}u) {
    value = select(${logText()}, ${literal(4 * infinite)}, value <= 0.0);
  } else if (op != ${mergeOps.sum}u) {
    value = top;
  }
  results[cell * run.allRows + run.firstRow + row] = value;
}
`;

/** Puts numbers that lie one after another into the records of columns. */
export const scatterCode = `// column[i] at the slot of a place ← numbers[first of the place + i]
struct Scatter {
  count: u32,
  record: u32, // floats of a column
}

struct Place {
  first: u32,
  slot: u32,
}

@group(0) @binding(0) var<uniform> run: Scatter;
@group(0) @binding(1) var<storage, read> places: array<Place>;
@group(0) @binding(2) var<storage, read> numbers: array<f32>;
@group(0) @binding(3) var<storage, read_write> columns: array<f32>;

@compute @workgroup_size(64)
fn scatter(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let place = places[id.y];
  for (var i = id.x; i < run.count; i += groups.x * 64u) {
    columns[i * run.record + place.slot] = numbers[place.first + i];
  }
}
`;
