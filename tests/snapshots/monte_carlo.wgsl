// For every s, over every i:
//   t29[s] = lse[i](−0.5·(3.67575 + Σ[a](ln(variances[i,a])) + Σ[a]((means[i,a][i ← order[i](… by i′)[i ← Σ[i](…)]] − means[i,a] + sqrt(variances[i,a][i ← …[i ← …]])·Φ⁻¹(uniform(seed, 1, s, a)))²·(1/variances[i,a]))) + (0.5·(5.67575 + Σ[a](ln(variances[i,a]))))[i ← order[i](select(0 < weights[i′], uniform(seed, 2, Σ[i ≤ i′](0 < weights[i]), 0), 1) by i′)[i ← Σ[i](Σ[i′ ≤ i](select(8·Σ[i](… < …) ≤ |s|, (0 < …/…)·(2 + …·…) + (0 < …/…)·(…·… + …·…), |s|·(weights[i][i ← order[i′](… by i)]/Σ[i](…[i′ ← …])))) ≤ min(min(2·min(floor(…), max(…, …)) + select(… = …, … − …, 2)·uniform(seed, 0, s, 0), (2·min(…, …) + select(… = …, … − …, 2))·1), max[i](Σ[i′ ≤ i](select(… ≤ …, … + …, …·…)))·1))]], weights[i]·min(max[i](ln(weights[i]) − 0.5·(5.67575 + Σ[a](…)) + 2) + (0.5·(5.67575 + Σ[a](ln(variances[i,a]))))[i ← order[i](select(0 < weights[i′], uniform(seed, 2, Σ[i ≤ i′](…), 0), 1) by i′)[i ← Σ[i](Σ[i′ ≤ i](select(…, …, …)) ≤ min(min(…, …), …·…))]] − select(0 < weights[i], ln(weights[i]), 0) − (−0.5·(3.67575 + Σ[a](ln(variances[i,a])) + Σ[a]((… − … + …·…)²·(1/variances[i,a]))) + (0.5·(5.67575 + Σ[a](ln(variances[i,a]))))[i ← order[i](select(0 < weights[i′], uniform(seed, 2, Σ[i ≤ i′](… < …), 0), 1) by i′)[i ← Σ[i](Σ[i′ ≤ i](select(… ≤ …, … + …, …·…)) ≤ min(min(… + …, …·…), max[i](…)·1))]]), 1.26765e+30))
//   t30[s] = lse[i](−0.5·(3.67575 + Σ[a](ln(variances[i,a])) + Σ[a]((means[i,a][i ← order[i](… by i′)[i ← Σ[i](…)]] − means[i,a] + sqrt(variances[i,a][i ← …[i ← …]])·Φ⁻¹(uniform(seed, 1, s, a)))²·(1/variances[i,a]))) + (0.5·(5.67575 + Σ[a](ln(variances[i,a]))))[i ← order[i](select(0 < weights[i′], uniform(seed, 2, Σ[i ≤ i′](0 < weights[i]), 0), 1) by i′)[i ← Σ[i](Σ[i′ ≤ i](select(8·Σ[i](… < …) ≤ |s|, (0 < …/…)·(2 + …·…) + (0 < …/…)·(…·… + …·…), |s|·(weights[i][i ← order[i′](… by i)]/Σ[i](…[i′ ← …])))) ≤ min(min(2·min(floor(…), max(…, …)) + select(… = …, … − …, 2)·uniform(seed, 0, s, 0), (2·min(…, …) + select(… = …, … − …, 2))·1), max[i](Σ[i′ ≤ i](select(… ≤ …, … + …, …·…)))·1))]], weights[i])
// of a row: r0 t20[s,0] − centre, r1 t20[s,1] − centre, r2 t21[s,0], r3 t21[s,1], r4 t25[s],
//   r5 t27[s] − centre
// of a column: c0.x means[i,0] − centre, c0.y means[i,1] − centre, c0.z t22[i,0], c0.w t22[i,1],
//   c1.x t23[i], c1.y t28[i] − centre, c1.z weights[i]

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
  let first = (part * 4u + state) * run.allRows;
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
  let r4 = load(4u, at);
  let r5 = load(5u, at);
  let shift0 = r4;
  let shift1 = r4;
  var top0 = real(infinite);
  var total0 = real(0.0);
  var lost0 = real(0.0);
  var top1 = real(infinite);
  var total1 = real(0.0);
  var lost1 = real(0.0);
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
    var part1 = real(0.0);
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
      let sum5 = c1.x + dot4;
      let product6 = (-0.5) * sum5;
      let sum7 = product6 + r4;
      let difference8 = r5 - c1.y;
      let difference9 = difference8 - sum7;
      let smaller11 = min(difference9, real(1.2676506002282294e+30));
      let product12 = c1.z * smaller11;
      let offset0 = c1.x * -0.7213475108146667;
      let term0 = select(dot4 * -0.7213475108146667 + offset0, real(lowest),
          product12 == real(0.0));
      let offset1 = select(c1.x * -0.7213475108146667, lowest, c1.z == 0.0);
      let term1 = dot4 * -0.7213475108146667 + offset1;
      if (any(term0 > top0)) {
        let top = max(top0, term0);
        let shrink = exp2(top0 - top);
        top0 = top;
        part0 *= shrink;
        total0 *= shrink;
        lost0 *= shrink;
      }
      part0 += product12 * exp2(term0 - top0);
      if (any(term1 > top1)) {
        let top = max(top1, term1);
        let shrink = exp2(top1 - top);
        top1 = top;
        part1 *= shrink;
        total1 *= shrink;
        lost1 *= shrink;
      }
      part1 += c1.z * exp2(term1 - top1);
    }
    gather(&total0, &lost0, part0);
    gather(&total1, &lost1, part1);
  }
  save(0u, run.partsBefore + part, at, inside, top0 * 0.6931471824645996 + shift0);
  save(1u, run.partsBefore + part, at, inside, total0 + lost0);
  save(2u, run.partsBefore + part, at, inside, top1 * 0.6931471824645996 + shift1);
  save(3u, run.partsBefore + part, at, inside, total1 + lost1);
}
