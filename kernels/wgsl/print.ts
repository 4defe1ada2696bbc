import type { Kernel } from "../ir/kernel.ts";
import { type Cell, cellsOf, gatherText, reducers } from "./accumulators.ts";
import { printBody } from "./body.ts";
import type { Schedule } from "./sheet.ts";
import type { Facts } from "./facts.ts";
import { functionsText } from "./functions.ts";
import { head } from "./head.ts";
import { type Body, feedLines, mentionedIn, printLanes } from "./lanes.ts";
import { floor, infinite, literal } from "./reals.ts";
import { Inexpressible, type Slots, TooLong } from "./slots.ts";
import { writer } from "./text_writer.ts";

/** A sweep as WGSL, and what the host must lay out for it. */
export interface Sweep {
  readonly code: string;
  readonly slots: Slots;
  /** How many vec4s a column's record has. */
  readonly record: number;
  readonly cells: readonly Cell[];
  /** Whether one more state, after those of the cells, says that a row is to be done again in double precision. */
  readonly doubts: boolean;
  /** How many rows a workgroup computes. */
  readonly rowsPerGroup: number;
  /** Statements for a pair: a measure of its cost. */
  readonly statements: number;
}

/** Workgroup memory that every device has. */
const workgroupBytes = 16384;
const mostLanesInTile = 64;

/** Why there is no WGSL of a sweep. */
export interface Unprinted {
  /** A sentence without its subject. */
  readonly reason: string;
  /** Whether its text would be too long, but that of a part of it might not. */
  readonly isTooLong: boolean;
}

/** The WGSL of a sweep, or why there is none. */
export function printSweep(kernel: Kernel, facts: Facts, schedule: Schedule): Sweep | Unprinted {
  try {
    return print(kernel, facts, schedule);
  } catch (error) {
    if (error instanceof Inexpressible) {
      return { reason: error.message, isTooLong: error instanceof TooLong };
    }
    throw error;
  }
}

function print(kernel: Kernel, facts: Facts, schedule: Schedule): Sweep {
  if (kernel.stores.length > 0 || kernel.lane === null) {
    throw new Inexpressible("it writes a number for every pair, so the transfer would cost more");
  }
  const outers = kernel.rows.slice(0, -1);
  if (outers.some((axis) => axis.set.role !== "batch") || outers.length > 1) {
    throw new Inexpressible("it runs over more than two long axes");
  }
  const cells = cellsOf(kernel.accumulators);
  const unfed = printBody(kernel, cells, facts, schedule);
  const body = { ...unfed, feed: feedLines(unfed, cells) };
  const record = Math.max(1, Math.ceil(body.slots.columns.length / 4));
  const tile = tileOf(record, schedule);
  const { replicas, threads } = schedule;
  const code = [
    head(kernel, body.slots),
    declarations(replicas, body, cells, record * tile),
    functionsText(body.functions),
    entry(body, cells, { schedule, record, tile }),
  ].filter((part) => part !== "").join("\n\n") + "\n";
  return {
    code,
    slots: body.slots,
    record,
    cells,
    doubts: body.doubts.any,
    rowsPerGroup: replicas * threads,
    statements: body.inside.lines.length + body.feed.length,
  };
}

function declarations(
  replicas: number,
  body: Body,
  cells: readonly Cell[],
  tileSize: number,
): string {
  const vector = (type: string) => replicas === 1 ? type : `vec${replicas}<${type}>`;
  const parts = (text: (part: string, at: number) => string) =>
    Array.from({ length: replicas }, (_, t) => text(replicas === 1 ? "" : `.${"xyzw"[t]}`, t));
  const hasTotals = cells.some(({ op }) => op !== "max");
  const lines = [
    "struct Run {",
    "  rows: u32, // of an outer index",
    "  lanes: u32, // of an outer index",
    "  allRows: u32, // of all outer indices",
    "  lanesPerPart: u32,",
    "  firstGroup: u32,",
    "  firstPart: u32,",
    "  partsBefore: u32, // parts of the lanes that were here earlier",
    "  firstRow: u32, // the indices that the first row, lane and outer index here have in the whole",
    "  firstLane: u32,",
    "  firstOuter: u32,",
    "}",
    "",
    "@group(0) @binding(0) var<uniform> run: Run;",
    ...(body.slots.common.length > 0
      ? ["@group(0) @binding(1) var<storage, read> constants: array<f32>;"]
      : []),
    ...(body.slots.rows.length > 0
      ? ["@group(0) @binding(2) var<storage, read> rowData: array<f32>;"]
      : []),
    ...(body.slots.columns.length > 0
      ? ["@group(0) @binding(3) var<storage, read> columns: array<vec4<f32>>;"]
      : []),
    "@group(0) @binding(4) var<storage, read_write> states: array<f32>;",
    ...(body.slots.columns.length > 0
      ? ["", `var<workgroup> tile: array<vec4<f32>, ${tileSize}>;`]
      : []),
    "",
    replicas === 1 ? "// one row a thread" : `// the ${replicas} rows of a thread`,
    `alias real = ${vector("f32")};`,
    `alias truth = ${vector("bool")};`,
    `alias index = ${vector("u32")};`,
    "",
    `const lowest = ${literal(floor)}; // stands for −∞`,
    `const infinite = ${literal(infinite)}; // at or below: −∞`,
    "const tiny = 1.1754944e-38;",
  ];
  if (body.slots.rows.length > 0) {
    lines.push(
      "",
      "fn load(slot: u32, at: index) -> real {",
      "  let first = slot * run.allRows;",
      `  return real(${parts((part) => `rowData[first + at${part}]`).join(", ")});`,
      "}",
    );
  }
  lines.push(
    "",
    "// rows beyond the last are computed but not written",
    "fn save(state: u32, part: u32, at: index, inside: truth, value: real) {",
    `  let first = (part * ${
      2 * cells.length + (body.doubts.any ? 1 : 0)
    }u + state) * run.allRows;`,
    ...parts((part) => `  if (inside${part}) { states[first + at${part}] = value${part}; }`),
    "}",
  );
  if (hasTotals) {
    lines.push("", gatherText());
  }
  return lines.join("\n");
}

/** How many lanes a tile has: whole turns of the loop, where there is room. */
function tileOf(record: number, { lanes }: Schedule): number {
  const most = Math.min(mostLanesInTile, Math.floor(workgroupBytes / (16 * record)));
  return Math.max(1, most >= lanes ? most - most % lanes : most);
}

function entry(
  body: Body,
  cells: readonly Cell[],
  { schedule, record, tile }: { schedule: Schedule; record: number; tile: number },
): string {
  const { replicas, threads } = schedule;
  const out = writer(0);
  const mentions = mentionedIn(body);
  const hasColumns = body.slots.columns.length > 0;
  out.line(`@compute @workgroup_size(${threads})`);
  out.line("fn sweep(");
  out.line("  @builtin(workgroup_id) group: vec3<u32>,");
  out.line("  @builtin(local_invocation_index) thread: u32,");
  out.open(") {");
  out.line(`let first = (run.firstGroup + group.x) * ${replicas * threads}u + thread;`);
  const places = Array.from(
    { length: replicas },
    (_, t) => t === 0 ? "first" : `first + ${t * threads}u`,
  );
  out.line(`let row = index(${places.join(", ")});`);
  out.line("let inside = row < index(run.rows);");
  out.line("let at = group.z * run.rows + min(row, index(run.rows - 1u));");
  if (mentions("rowIndex")) out.line("let rowIndex = real(run.firstRow + row);");
  if (mentions("outerIndex")) out.line("let outerIndex = f32(run.firstOuter + group.z);");
  if (body.doubts.any) out.line("var doubt = truth(false);");
  body.before.lines.forEach((line) => out.line(line.trimStart().length === 0 ? "" : line.slice(2)));
  cells.forEach(({ op }, n) => reducers[op].declare(n, out));
  out.line("let part = run.firstPart + group.y;");
  out.line("let begin = part * run.lanesPerPart;");
  out.line("let end = min(begin + run.lanesPerPart, run.lanes);");
  out.open(`for (var start = begin; start < end; start += ${tile}u) {`);
  out.line(`let count = min(${tile}u, end - start);`);
  if (hasColumns) {
    out.line("workgroupBarrier();");
    out.open(`for (var t = thread; t < count * ${record}u; t += ${threads}u) {`);
    out.line(`tile[t] = columns[(group.z * run.lanes + start) * ${record}u + t];`);
    out.close();
    out.line("workgroupBarrier();");
  }
  cells.forEach(({ op }, n) => reducers[op].begin(n, out));
  printLanes(out, body, cells, { lanes: schedule.lanes, record });
  cells.forEach(({ op }, n) => reducers[op].end(n, out));
  out.close();
  cells.forEach((cell, n) => {
    const [first, second] = reducers[cell.op].state(n), shift = body.exponents.get(cell)?.shift;
    const values = [shift === undefined ? first : `${first} + ${shift}`, second];
    values.forEach((value, t) =>
      out.line(`save(${2 * n + t}u, run.partsBefore + part, at, inside, ${value});`)
    );
  });
  if (body.doubts.any) {
    const value = "select(real(0.0), real(1.0), doubt)";
    out.line(`save(${2 * cells.length}u, run.partsBefore + part, at, inside, ${value});`);
  }
  out.close();
  return out.lines.join("\n");
}
