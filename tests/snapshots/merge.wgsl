// the states of the parts of a row → its result, for every cell
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
  var top = -7.922816251426434e+28;
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
    value = select(top + log(max(value, 1.1754944e-38)), -3.1691265005705735e+29, value <= 0.0);
  } else if (op != 0u) {
    value = top;
  }
  results[cell * run.allRows + run.firstRow + row] = value;
}
