// column[i] at the slot of a place ← numbers[first of the place + i]
struct Scatter {
  count: u32,
  record: u32, // floats of a column
}

struct Place {
  first: u32,
  slot: u32,
}

@group(0) @binding(0) var<uniform> run: Scatter;
@group(0) @binding(1) var<storage, read> places: array<Place>;
@group(0) @binding(2) var<storage, read> numbers: array<f32>;
@group(0) @binding(3) var<storage, read_write> columns: array<f32>;

@compute @workgroup_size(64)
fn scatter(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  let place = places[id.y];
  for (var i = id.x; i < run.count; i += groups.x * 64u) {
    columns[i * run.record + place.slot] = numbers[place.first + i];
  }
}
