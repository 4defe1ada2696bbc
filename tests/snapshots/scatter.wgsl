// column[first + i] at its slot ← results[begin + i]
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
