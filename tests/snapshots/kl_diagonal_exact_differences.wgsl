// For every i, over every i′:
//   t7[i] = lse[i′](−0.5·(Σ[a]((variances[i,a] + (means[i,a] − means[i′,a])²)·(1/variances[i′,a])) − 2 + (Σ[a](ln(variances[i′,a])) − Σ[a](ln(variances[i,a])))), weights[i′])
// of a row: r0 means[i,0] − centre, r1 means[i,0] − centre, rest, r2 means[i,1] − centre,
//   r3 means[i,1] − centre, rest, r4 variances[i,0], r5 variances[i,1], r6 t6[i] − centre,
//   r7 t6[i] − centre, rest
// of a column: c0.x means[i′,0] − centre, c0.y means[i′,0] − centre, rest,
//   c0.z means[i′,1] − centre, c0.w means[i′,1] − centre, rest, c1.x t5[i′,0], c1.y t5[i′,1],
//   c1.z t6[i′] − centre, c1.w t6[i′] − centre, rest, c2.x weights[i′]

struct Run {
  rows: u32, // of an outer index
  lanes: u32, // of an outer index
  allRows: u32, // of all outer indices
  lanesPerPart: u32,
  firstGroup: u32,
  firstPart: u32,
  partsBefore: u32, // parts of the lanes that were here earlier
  firstRow: u32, // the indices that the first row, lane and outer index here have in the whole
  firstLane: u32,
  firstOuter: u32,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(2) var<storage, read> rowData: array<f32>;
@group(0) @binding(3) var<storage, read> columns: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> states: array<f32>;

var<workgroup> tile: array<vec4<f32>, 192>;

// one row a thread
alias real = f32;
alias truth = bool;
alias index = u32;

const lowest = -1.329227995784916e+36; // stands for −∞
const infinite = -7.922816251426434e+28; // at or below: −∞
const tiny = 1.1754944e-38;

fn load(slot: u32, at: index) -> real {
  let first = slot * run.allRows;
  return real(rowData[first + at]);
}

// rows beyond the last are computed but not written
fn save(state: u32, part: u32, at: index, inside: truth, value: real) {
  let first = (part * 2u + state) * run.allRows;
  if (inside) { states[first + at] = value; }
}

// adds a part to a total and what the addition loses to `lost` (Neumaier 1974)
fn gather(total: ptr<function, real>, lost: ptr<function, real>, part: real) {
  let before = *total;
  let sum = before + part;
  *total = sum;
  *lost += select((part - sum) + before, (before - sum) + part, abs(before) >= abs(part));
}

@compute @workgroup_size(64)
fn sweep(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let first = (run.firstGroup + group.x) * 64u + thread;
  let row = index(first);
  let inside = row < index(run.rows);
  let at = group.z * run.rows + min(row, index(run.rows - 1u));
  let r0 = load(0u, at);
  let r1 = load(1u, at);
  let r2 = load(2u, at);
  let r3 = load(3u, at);
  let r4 = load(4u, at);
  let r5 = load(5u, at);
  let r6 = load(6u, at);
  let r7 = load(7u, at);
  let shift0 = real(1.0);
  var top0 = real(infinite);
  var total0 = real(0.0);
  var lost0 = real(0.0);
  let part = run.firstPart + group.y;
  let begin = part * run.lanesPerPart;
  let end = min(begin + run.lanesPerPart, run.lanes);
  for (var start = begin; start < end; start += 64u) {
    let count = min(64u, end - start);
    workgroupBarrier();
    for (var t = thread; t < count * 3u; t += 64u) {
      tile[t] = columns[(group.z * run.lanes + start) * 3u + t];
    }
    workgroupBarrier();
    var part0 = real(0.0);
    for (var t = 0u; t < count; t++) {
      let c0 = tile[t * 3u];
      let c1 = tile[t * 3u + 1u];
      let c2 = tile[t * 3u + 2u];
      let difference1_0 = (r0 - c0.x) + (r1 - c0.y);
      let difference1_1 = (r2 - c0.z) + (r3 - c0.w);
      let square2_0 = difference1_0 * difference1_0;
      let square2_1 = difference1_1 * difference1_1;
      let sum3_0 = r4 + square2_0;
      let sum3_1 = r5 + square2_1;
      let dot4 = c1.x * sum3_0 + c1.y * sum3_1;
      let difference7 = (c1.z - r6) + (c1.w - r7);
      let offset0 = select(0.0, lowest, c2.x == 0.0);
      let term0 = dot4 * -0.7213475108146667 + difference7 * -0.7213475108146667 + offset0;
      if (any(term0 > top0)) {
        let top = max(top0, term0);
        let shrink = exp2(top0 - top);
        top0 = top;
        part0 *= shrink;
        total0 *= shrink;
        lost0 *= shrink;
      }
      part0 += c2.x * exp2(term0 - top0);
    }
    gather(&total0, &lost0, part0);
  }
  save(0u, run.partsBefore + part, at, inside, top0 * 0.6931471824645996 + shift0);
  save(1u, run.partsBefore + part, at, inside, total0 + lost0);
}
