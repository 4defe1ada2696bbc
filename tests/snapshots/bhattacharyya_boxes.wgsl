// For every i, over every i′:
//   t7[i] = lse[i′](−(0.5·Σ[a](ln(widths[i,a])) + 0.5·Σ[a](ln(widths[i′,a])) − Σ[a](ln(max(min(min(widths[i,a], widths[i′,a]), 0.5·(widths[i,a] + widths[i′,a]) − abs(centers[i,a] − centers[i′,a])), 0)))), weights[i′])
// of a row: r0 widths[i,0], r1 widths[i,1], r2 centers[i,0] − centre, r3 centers[i,1] − centre,
//   r4 t6[i]
// of a column: c0.x widths[i′,0], c0.y widths[i′,1], c0.z centers[i′,0] − centre,
//   c0.w centers[i′,1] − centre, c1.x weights[i′], c1.y t6[i′]

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

// ln x; the floor, for −∞, at 0 and below
fn logOf(x: real) -> real {
  return select(log(max(x, real(tiny))), real(lowest), x <= real(0.0));
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
  let shift0 = r4 * -1.0;
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
      var weak = truth(false);
      let smaller1_0 = min(r0, real(c0.x));
      let smaller1_1 = min(r1, real(c0.y));
      let sum3_0 = c0.x + r0;
      let sum3_1 = c0.y + r1;
      let product4_0 = 0.5 * sum3_0;
      let product4_1 = 0.5 * sum3_1;
      let difference5_0 = r2 - c0.z;
      let difference5_1 = r3 - c0.w;
      let abs6_0 = abs(difference5_0);
      let abs6_1 = abs(difference5_1);
      let difference7_0 = product4_0 - abs6_0;
      let difference7_1 = product4_1 - abs6_1;
      let smaller8_0 = min(smaller1_0, difference7_0);
      let smaller8_1 = min(smaller1_1, difference7_1);
      let larger10_0 = max(smaller8_0, real(0.0));
      let larger10_1 = max(smaller8_1, real(0.0));
      doubt = doubt | (abs(smaller8_0) < 2.384185791015625e-7 * max(smaller1_0, (product4_0 +
          (abs(r2) + abs(c0.z)))));
      weak = weak | (abs(smaller8_0) < 0.00006103515625 * max(smaller1_0, (product4_0 + (abs(r2) +
          abs(c0.z)))));
      let ln11_0 = logOf(larger10_0);
      doubt = doubt | (abs(smaller8_1) < 2.384185791015625e-7 * max(smaller1_1, (product4_1 +
          (abs(r3) + abs(c0.w)))));
      weak = weak | (abs(smaller8_1) < 0.00006103515625 * max(smaller1_1, (product4_1 + (abs(r3) +
          abs(c0.w)))));
      let ln11_1 = logOf(larger10_1);
      let sum12 = ln11_0 + ln11_1;
      let offset0 = select(c1.y * -1.4426950216293335, lowest, c1.x == 0.0);
      let term0 = sum12 * 1.4426950216293335 + offset0;
      doubt = doubt | (weak & ((term0 > top0 - 24.0)));
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
  save(0u, run.partsBefore + part, at, inside, top0 * 0.6931471824645996 + shift0);
  save(1u, run.partsBefore + part, at, inside, total0 + lost0);
  save(2u, run.partsBefore + part, at, inside, select(real(0.0), real(1.0), doubt));
}
