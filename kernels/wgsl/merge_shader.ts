import type { Accumulator } from "../ir/kernel.ts";
import { infinite, literal } from "./reals.ts";

/** The number of a reduction in `mergeCode`; `doubt` is the maximum of one number a part. */
export const mergeOps: { readonly [K in Accumulator["op"] | "doubt"]: number } = {
  sum: 0,
  dot: 0,
  max: 1,
  logSumExp: 2,
  doubt: 3,
};

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

fn state(part: u32, at: u32, row: u32) -> f32 {
  return states[(part * run.states + at) * run.rows + row];
}

@compute @workgroup_size(64)
fn merge(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.x;
  let cell = id.y;
  if (row >= run.rows) { return; }
  let op = ops[cell];
  var top = ${literal(infinite)};
  if (op != 0u) {
    for (var part = 0u; part < run.parts; part++) { top = max(top, state(part, 2u * cell, row)); }
  }
  var total = 0.0;
  var lost = 0.0;
  if (op == 0u || op == 2u) {
    for (var part = 0u; part < run.parts; part++) {
      let first = state(part, 2u * cell, row);
      let second = state(part, 2u * cell + 1u, row);
      // a sum: its total and what that has lost; a log-sum-exp: its maximum and the sum beside it
      let value = select(first, second * exp(first - top), op == 2u);
      let sum = total + value;
      lost += select((value - sum) + total, (total - sum) + value, abs(total) >= abs(value));
      lost += select(second, 0.0, op == 2u);
      total = sum;
    }
  }
  var value = total + lost;
  if (op == 2u) {
    value = select(top + log(max(value, 1.1754944e-38)), ${literal(4 * infinite)}, value <= 0.0);
  } else if (op != 0u) {
    value = top;
  }
  results[cell * run.allRows + run.firstRow + row] = value;
}
`;

/** Puts results that stayed on the device into the records of columns. */
export const scatterCode = `// column[first + i] at its slot ← results[begin + i]
struct Scatter {
  count: u32,
  begin: u32,
  slot: u32,
  record: u32, // floats of a column
}

@group(0) @binding(0) var<uniform> run: Scatter;
@group(0) @binding(1) var<storage, read> results: array<f32>;
@group(0) @binding(2) var<storage, read_write> columns: array<f32>;

@compute @workgroup_size(64)
fn scatter(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= run.count) { return; }
  columns[id.x * run.record + run.slot] = results[run.begin + id.x];
}
`;
