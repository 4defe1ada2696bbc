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

const infinite = -7.922816251426434e+28; // at or below: −∞
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
  if (op != 0u) {
    for (var p = 0u; p < run.parts; p++) { top = max(top, state(p, 2u * cell, row)); }
  }
  var total = 0.0;
  var lost = 0.0;
  for (var p = 0u; p < run.parts; p++) {
    let first = state(p, 2u * cell, row);
    let second = state(p, 2u * cell + 1u, row);
    if (op == 0u) {
      let before = total;
      let sum = before + first;
      total = sum;
      lost += select((first - sum) + before, (before - sum) + first, abs(before) >= abs(first));
      lost += second;
    }
    if (op == 2u) {
      let part = second * exp(first - top);
      let before = total;
      let sum = before + part;
      total = sum;
      lost += select((part - sum) + before, (before - sum) + part, abs(before) >= abs(part));
    }
  }
  var value = total + lost;
  if (op == 2u) {
    value = select(top + log(max(value, tiny)), -3.1691265005705735e+29, value <= 0.0);
  } else if (op != 0u) {
    value = top;
  }
  results[cell * run.allRows + run.firstRow + row] = value;
}
