// For every i, over every i′:
//   t9[i] = Σ[i′](weights[i′]·expDiff(−0.5·(Σ[a]((variances[i′,a] + (… − …)²)·(1/variances[i,a])) − 2 + (Σ[a](ln(variances[i,a])) − Σ[a](ln(variances[i′,a])))), lse[i](−0.5·(Σ[a]((variances[i′,a] + …²)·(1/variances[i,a])) − 2 + (Σ[a](ln(variances[i,a])) − Σ[a](ln(variances[i′,a])))), weights[i])))
//   t10[i,a] = Σ[i′](weights[i]·weights[i′]·expDiff(−0.5·(Σ[a]((… + …)·(…/…)) − 2 + (Σ[a](ln(variances[i′,a])) − Σ[a](ln(variances[i,a])))), lse[i′](−0.5·(Σ[a](…·…) − 2 + (Σ[a](ln(…)) − Σ[a](ln(…)))), weights[i′]))·(1/variances[i′,a])·(means[i,a] − means[i′,a]))
//   t11[i,a] = Σ[i′](weights[i]·weights[i′]·expDiff(−0.5·(Σ[a]((variances[i′,a] + …²)·(1/variances[i,a])) − 2 + (Σ[a](ln(variances[i,a])) − Σ[a](ln(variances[i′,a])))), lse[i](−0.5·(Σ[a]((… + …)·(…/…)) − 2 + (Σ[a](ln(variances[i,a])) − Σ[a](ln(variances[i′,a])))), weights[i]))·(means[i′,a] − means[i,a]))
//   t12[i,a] = Σ[i′](weights[i]·weights[i′]·expDiff(−0.5·(Σ[a]((variances[i,a] + …²)·(1/variances[i′,a])) − 2 + (Σ[a](ln(variances[i′,a])) − Σ[a](ln(variances[i,a])))), lse[i′](−0.5·(Σ[a]((… + …)·(…/…)) − 2 + (Σ[a](ln(variances[i′,a])) − Σ[a](ln(variances[i,a])))), weights[i′]))·(1/variances[i′,a]))
//   t13[i,a] = Σ[i′](weights[i]·weights[i′]·expDiff(−0.5·(Σ[a]((variances[i′,a] + …²)·(1/variances[i,a])) − 2 + (Σ[a](ln(variances[i,a])) − Σ[a](ln(variances[i′,a])))), lse[i](−0.5·(Σ[a]((… + …)·(…/…)) − 2 + (Σ[a](ln(variances[i,a])) − Σ[a](ln(variances[i′,a])))), weights[i]))·(variances[i′,a] + (means[i,a] − means[i′,a])²))
//   t14[i] = Σ[i′](weights[i]·weights[i′]·expDiff(−0.5·(Σ[a]((variances[i′,a] + (… − …)²)·(1/variances[i,a])) − 2 + (Σ[a](ln(variances[i,a])) − Σ[a](ln(variances[i′,a])))), lse[i](−0.5·(Σ[a]((variances[i′,a] + …²)·(1/variances[i,a])) − 2 + (Σ[a](ln(variances[i,a])) − Σ[a](ln(variances[i′,a])))), weights[i])))
//   t15[i] = Σ[i′](weights[i]·weights[i′]·expDiff(−0.5·(Σ[a]((variances[i,a] + (… − …)²)·(1/variances[i′,a])) − 2 + (Σ[a](ln(variances[i′,a])) − Σ[a](ln(variances[i,a])))), lse[i′](−0.5·(Σ[a]((variances[i,a] + …²)·(1/variances[i′,a])) − 2 + (Σ[a](ln(variances[i′,a])) − Σ[a](ln(variances[i,a])))), weights[i′])))
// of a row: r0 means[i,0] − centre, r1 means[i,1] − centre, r2 t6[i,0], r3 t6[i,1],
//   r4 t7[i] − centre, r5 weights[i], r6 variances[i,0], r7 variances[i,1], r8 t8[i]
// of a column: c0.x means[i′,0] − centre, c0.y means[i′,1] − centre, c0.z variances[i′,0],
//   c0.w variances[i′,1], c1.x t7[i′] − centre, c1.y t8[i′], c1.z weights[i′], c1.w t6[i′,0],
//   c2.x t6[i′,1]

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
  let first = (part * 22u + state) * run.allRows;
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
  let r8 = load(8u, at);
  var total0 = real(0.0);
  var lost0 = real(0.0);
  var total1 = real(0.0);
  var lost1 = real(0.0);
  var total2 = real(0.0);
  var lost2 = real(0.0);
  var total3 = real(0.0);
  var lost3 = real(0.0);
  var total4 = real(0.0);
  var lost4 = real(0.0);
  var total5 = real(0.0);
  var lost5 = real(0.0);
  var total6 = real(0.0);
  var lost6 = real(0.0);
  var total7 = real(0.0);
  var lost7 = real(0.0);
  var total8 = real(0.0);
  var lost8 = real(0.0);
  var total9 = real(0.0);
  var lost9 = real(0.0);
  var total10 = real(0.0);
  var lost10 = real(0.0);
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
    var part1 = real(0.0);
    var part2 = real(0.0);
    var part3 = real(0.0);
    var part4 = real(0.0);
    var part5 = real(0.0);
    var part6 = real(0.0);
    var part7 = real(0.0);
    var part8 = real(0.0);
    var part9 = real(0.0);
    var part10 = real(0.0);
    for (var t = 0u; t < count; t++) {
      let c0 = tile[t * 3u];
      let c1 = tile[t * 3u + 1u];
      let c2 = tile[t * 3u + 2u];
      let difference1_0 = r0 - c0.x;
      let difference1_1 = r1 - c0.y;
      let square2_0 = difference1_0 * difference1_0;
      let square2_1 = difference1_1 * difference1_1;
      let sum3_0 = c0.z + square2_0;
      let sum3_1 = c0.w + square2_1;
      let dot4 = r2 * sum3_0 + r3 * sum3_1;
      let difference6 = dot4 - 2.0;
      let difference7 = r4 - c1.x;
      let sum8 = difference6 + difference7;
      let product9 = 0.5 * sum8;
      let minus10 = -product9;
      let share11 = select(exp(min(minus10 - c1.y, real(80.0))), real(0.0),
          minus10 <= real(infinite));
      let product12 = c1.z * share11;
      let product13 = c1.z * r5;
      let sum16_0 = r6 + square2_0;
      let sum16_1 = r7 + square2_1;
      let dot17 = c1.w * sum16_0 + c2.x * sum16_1;
      let difference18 = dot17 - 2.0;
      let difference19 = c1.x - r4;
      let sum20 = difference18 + difference19;
      let product21 = 0.5 * sum20;
      let minus22 = -product21;
      let share23 = select(exp(min(minus22 - r8, real(80.0))), real(0.0),
          minus22 <= real(infinite));
      let product24 = product13 * share23;
      let product25_0 = difference1_0 * product24;
      let product25_1 = difference1_1 * product24;
      let product26 = product13 * share11;
      let minus27 = -product26;
      part0 += product12;
      part1 += product25_0 * c1.w;
      part2 += product25_1 * c2.x;
      part3 += minus27 * difference1_0;
      part4 += minus27 * difference1_1;
      part5 += product24 * c1.w;
      part6 += product24 * c2.x;
      part7 += product26 * sum3_0;
      part8 += product26 * sum3_1;
      part9 += product26;
      part10 += product24;
    }
    gather(&total0, &lost0, part0);
    gather(&total1, &lost1, part1);
    gather(&total2, &lost2, part2);
    gather(&total3, &lost3, part3);
    gather(&total4, &lost4, part4);
    gather(&total5, &lost5, part5);
    gather(&total6, &lost6, part6);
    gather(&total7, &lost7, part7);
    gather(&total8, &lost8, part8);
    gather(&total9, &lost9, part9);
    gather(&total10, &lost10, part10);
  }
  save(0u, run.partsBefore + part, at, inside, total0);
  save(1u, run.partsBefore + part, at, inside, lost0);
  save(2u, run.partsBefore + part, at, inside, total1);
  save(3u, run.partsBefore + part, at, inside, lost1);
  save(4u, run.partsBefore + part, at, inside, total2);
  save(5u, run.partsBefore + part, at, inside, lost2);
  save(6u, run.partsBefore + part, at, inside, total3);
  save(7u, run.partsBefore + part, at, inside, lost3);
  save(8u, run.partsBefore + part, at, inside, total4);
  save(9u, run.partsBefore + part, at, inside, lost4);
  save(10u, run.partsBefore + part, at, inside, total5);
  save(11u, run.partsBefore + part, at, inside, lost5);
  save(12u, run.partsBefore + part, at, inside, total6);
  save(13u, run.partsBefore + part, at, inside, lost6);
  save(14u, run.partsBefore + part, at, inside, total7);
  save(15u, run.partsBefore + part, at, inside, lost7);
  save(16u, run.partsBefore + part, at, inside, total8);
  save(17u, run.partsBefore + part, at, inside, lost8);
  save(18u, run.partsBefore + part, at, inside, total9);
  save(19u, run.partsBefore + part, at, inside, lost9);
  save(20u, run.partsBefore + part, at, inside, total10);
  save(21u, run.partsBefore + part, at, inside, lost10);
}
