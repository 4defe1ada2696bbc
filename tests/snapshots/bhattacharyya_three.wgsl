// For every i, over every i′:
//   t8[i] = lse[i′](−(0.125·quadratic[aa′](factor[aa′](0.5, covariances[i,a,a′], 0.5, covariances[i′,a,a′]), means[i,a] − means[i′,a]) + 0.5·(logDet[aa′](factor[aa′](0.5, covariances[i,a,a′], 0.5, covariances[i′,a,a′])) − (0.5·logDet[aa′](factor[aa′](1, covariances[i,a,a′])) + 0.5·logDet[aa′](factor[aa′](1, covariances[i′,a,a′]))))), weights[i′])
// of a row: r0 covariances[i,0,0], r1 covariances[i,1,0], r2 covariances[i,2,0],
//   r3 covariances[i,1,1], r4 covariances[i,2,1], r5 covariances[i,2,2], r6 means[i,0] − centre,
//   r7 means[i,1] − centre, r8 means[i,2] − centre, r9 t7[i]
// of a column: c0.x covariances[i′,0,0], c0.y covariances[i′,1,0], c0.z covariances[i′,2,0],
//   c0.w covariances[i′,1,1], c1.x covariances[i′,2,1], c1.y covariances[i′,2,2],
//   c1.z means[i′,0] − centre, c1.w means[i′,1] − centre, c2.x means[i′,2] − centre,
//   c2.y weights[i′], c2.z t7[i′]

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
  let first = (part * 3u + state) * run.allRows;
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
  var doubt = truth(false);
  let r0 = load(0u, at);
  let r1 = load(1u, at);
  let r2 = load(2u, at);
  let r3 = load(3u, at);
  let r4 = load(4u, at);
  let r5 = load(5u, at);
  let r6 = load(6u, at);
  let r7 = load(7u, at);
  let r8 = load(8u, at);
  let r9 = load(9u, at);
  let shift0 = r9 * 0.5;
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
      let lower2_s0 = 0.5 * c0.x + 0.5 * r0;
      doubt = doubt | (lower2_s0 <= max(0.001953125 * lower2_s0, real(tiny)));
      let lower2_q0 = inverseSqrt(max(lower2_s0, real(tiny)));
      let lower2_0_0 = lower2_s0 * lower2_q0;
      let lower2_1_0 = (0.5 * c0.y + 0.5 * r1) * lower2_q0;
      let lower2_2_0 = (0.5 * c0.z + 0.5 * r2) * lower2_q0;
      let lower2_s1 = 0.5 * c0.w + 0.5 * r3;
      let lower2_p1 = lower2_s1 - lower2_1_0 * lower2_1_0;
      doubt = doubt | (lower2_p1 <= max(0.001953125 * lower2_s1, real(tiny)));
      let lower2_q1 = inverseSqrt(max(lower2_p1, real(tiny)));
      let lower2_1_1 = lower2_p1 * lower2_q1;
      let lower2_2_1 = ((0.5 * c1.x + 0.5 * r4) - lower2_2_0 * lower2_1_0) * lower2_q1;
      let lower2_s2 = 0.5 * c1.y + 0.5 * r5;
      let lower2_p2 = lower2_s2 - lower2_2_0 * lower2_2_0 - lower2_2_1 * lower2_2_1;
      doubt = doubt | (lower2_p2 <= max(0.001953125 * lower2_s2, real(tiny)));
      let lower2_q2 = inverseSqrt(max(lower2_p2, real(tiny)));
      let lower2_2_2 = lower2_p2 * lower2_q2;
      let lower2_g1 = (abs(lower2_1_0) + sqrt(lower2_s1)) * lower2_q1 * (1.0 -
          2.0 * step(real(0.0), lower2_1_0));
      let lower2_w1 = lower2_s1 * lower2_q1 * lower2_q1;
      let lower2_t2 = lower2_2_0 + lower2_2_1 * lower2_g1;
      let lower2_g2 = (abs(lower2_t2) + sqrt(lower2_s2)) * lower2_q2 * (1.0 - 2.0 * step(real(0.0),
          lower2_t2));
      let lower2_m2 = max(abs(lower2_g1), abs(lower2_g2));
      let lower2_w2 = min(lower2_w1, real(1048576.0)) * lower2_s2 * lower2_q2 * lower2_q2;
      doubt = doubt | (min(lower2_w2, lower2_m2 * lower2_m2) > real(512.0));
      let difference3_0 = r6 - c1.z;
      let difference3_1 = r7 - c1.w;
      let difference3_2 = r8 - c2.x;
      let quadratic4_y0 = difference3_0 * lower2_q0;
      let quadratic4_y1 = (difference3_1 - lower2_1_0 * quadratic4_y0) * lower2_q1;
      let quadratic4_y2 = (difference3_2 - lower2_2_0 * quadratic4_y0 -
          lower2_2_1 * quadratic4_y1) * lower2_q2;
      let quadratic4 = quadratic4_y0 * quadratic4_y0 + quadratic4_y1 * quadratic4_y1 +
          quadratic4_y2 * quadratic4_y2;
      let logDet6 = 2.0 * (log(lower2_0_0 * lower2_1_1) + log(lower2_2_2));
      let offset0 = select(c2.z * 0.7213475108146667, lowest, c2.y == 0.0);
      let term0 = quadratic4 * -0.1803368777036667 + logDet6 * -0.7213475108146667 + offset0;
      if (any(term0 > top0)) {
        let top = max(top0, term0);
        let shrink = exp2(top0 - top);
        top0 = top;
        part0 *= shrink;
        total0 *= shrink;
        lost0 *= shrink;
      }
      part0 += c2.y * exp2(term0 - top0);
    }
    gather(&total0, &lost0, part0);
  }
  save(0u, run.partsBefore + part, at, inside, top0 * 0.6931471824645996 + shift0);
  save(1u, run.partsBefore + part, at, inside, total0 + lost0);
  save(2u, run.partsBefore + part, at, inside, select(real(0.0), real(1.0), doubt));
}
