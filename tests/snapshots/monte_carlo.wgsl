// For every s, over every i:
//   t22[s] = lse[i](−0.5·(3.67575 + Σ[a](ln(variances[i,a])) + Σ[a]((means[i,a][i ← order[i](select(…, …, …) by i′)[i ← Σ[i](… ≤ …)]] − means[i,a] + sqrt(variances[i,a][i ← order[i](… by i′)[i ← Σ[i](…)]])·Φ⁻¹(uniform(seed, 1, s, a)))²·(1/variances[i,a]))), weights[i])
// of a row: r0 t18[s,0] − centre, r1 t18[s,1] − centre, r2 t19[s,0], r3 t19[s,1]
// of a column: c0.x means[i,0] − centre, c0.y means[i,1] − centre, c0.z t20[i,0], c0.w t20[i,1],
//   c1.x weights[i], c1.y t21[i]

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

var<workgroup> tile: array<vec4<f32>, 128>;

// the 4 rows of a thread
alias real = vec4<f32>;
alias truth = vec4<bool>;
alias index = vec4<u32>;

const lowest = -1.329227995784916e+36; // stands for −∞
const infinite = -7.922816251426434e+28; // at or below: −∞
const tiny = 1.1754944e-38;

fn load(slot: u32, at: index) -> real {
  let first = slot * run.allRows;
  return real(rowData[first + at.x], rowData[first + at.y], rowData[first + at.z], rowData[first + at.w]);
}

// rows beyond the last are computed but not written
fn save(state: u32, part: u32, at: index, inside: truth, value: real) {
  let first = (part * 2u + state) * run.allRows;
  if (inside.x) { states[first + at.x] = value.x; }
  if (inside.y) { states[first + at.y] = value.y; }
  if (inside.z) { states[first + at.z] = value.z; }
  if (inside.w) { states[first + at.w] = value.w; }
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
  let first = (run.firstGroup + group.x) * 256u + thread;
  let row = index(first, first + 64u, first + 128u, first + 192u);
  let inside = row < index(run.rows);
  let at = group.z * run.rows + min(row, index(run.rows - 1u));
  let r0 = load(0u, at);
  let r1 = load(1u, at);
  let r2 = load(2u, at);
  let r3 = load(3u, at);
  var top0 = real(infinite);
  var total0 = real(0.0);
  var lost0 = real(0.0);
  let part = run.firstPart + group.y;
  let begin = part * run.lanesPerPart;
  let end = min(begin + run.lanesPerPart, run.lanes);
  for (var start = begin; start < end; start += 64u) {
    let count = min(64u, end - start);
    workgroupBarrier();
    for (var t = thread; t < count * 2u; t += 64u) {
      tile[t] = columns[(group.z * run.lanes + start) * 2u + t];
    }
    workgroupBarrier();
    var part0 = real(0.0);
    for (var t = 0u; t < count; t++) {
      let c0 = tile[t * 2u];
      let c1 = tile[t * 2u + 1u];
      let difference1_0 = r0 - c0.x;
      let difference1_1 = r1 - c0.y;
      let sum2_0 = difference1_0 + r2;
      let sum2_1 = difference1_1 + r3;
      let square3_0 = sum2_0 * sum2_0;
      let square3_1 = sum2_1 * sum2_1;
      let dot4 = c0.z * square3_0 + c0.w * square3_1;
      let offset0 = select(c1.y * -0.7213475108146667, lowest, c1.x == 0.0);
      let term0 = dot4 * -0.7213475108146667 + offset0;
      if (any(term0 > top0)) {
        let top = max(top0, term0);
        let shrink = exp2(top0 - top);
        top0 = top;
        part0 *= shrink;
        total0 *= shrink;
        lost0 *= shrink;
      }
      part0 += c1.x * exp2(term0 - top0);
    }
    gather(&total0, &lost0, part0);
  }
  save(0u, run.partsBefore + part, at, inside, top0 * 0.6931471824645996);
  save(1u, run.partsBefore + part, at, inside, total0 + lost0);
}
