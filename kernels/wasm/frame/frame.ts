import type { Axis } from "../../../src/expr/axes.ts";
import type { Instruction, Level, Memory, Register, Value } from "../../ir/kernel.ts";
import type { Buffer } from "../../../src/plan/types.ts";
import type { Arguments, Rounding } from "./argument_block.ts";
import type { Code, Locals } from "../bytes/assembler.ts";
import type { Emitter, Shape } from "../bytes/emitter.ts";
import type { mapTable } from "../functions/map_functions.ts";
import type { Program } from "../../program/program.ts";

/** A distance in bytes: known when the kernel is made, or an i32 local. */
export type Stride = number | { readonly word: number };

/** How far apart the numbers of a buffer are along an axis, if they have it. */
export interface KnownStride {
  readonly buffer: Buffer;
  readonly axis: Axis;
  readonly bytes: number;
  readonly stride: Stride | undefined;
}

/** The locals that hold a value at some cells: one for each row and vector of the tile on which it depends. */
export type Held = readonly number[];

/** How a kernel is laid out in registers: a choice of the schedule, not of the mathematics. */
export interface Schedule {
  /** Rows that are computed together. */
  readonly rows: number;
  /** Vectors along the lanes that are computed together. */
  readonly vectors: number;
  /** Whether short axes stay loops, with their values in scratch memory; else they are written out. */
  readonly rolled: boolean;
}

/** The parameters of `run`. */
export const parameters = {
  args: 0,
  scratch: 1,
  rowFirst: 2,
  rowEnd: 3,
  laneFirst: 4,
  laneEnd: 5,
  /**
   * Not 0: the lanes before `laneFirst` are done. The results of sums without cells stand where those of these lanes go; sums
   * with cells go on in scratch memory, which holds one tile of rows. Open states go on where they are in any case.
   */
  resumed: 6,
  /** Not 0: more lanes of these rows follow in the next call with this scratch memory. */
  goesOn: 7,
} as const;

/** On what a value depends inside a tile: on the row, on the lane, on both or on neither. */
export interface Dependence {
  readonly row: boolean;
  readonly lane: boolean;
}

/** An index along a short axis: a number, or one that a loop counts and what is added where its body is repeated. */
export type Cell = number | LoopIndex;

/** Which cell of a value is meant: an index for each of its short axes. */
export type Cells = ReadonlyMap<Axis, Cell>;

/** The index that a loop counts, plus a number. */
export interface LoopIndex {
  readonly loop: Loop;
  readonly plus: number;
}

/** A loop over short indices while it is written. */
export interface Loop {
  /** The i32 local that holds its index. */
  readonly counter: number;
  /** Where it starts. */
  readonly start: Cell;
  /** How many loops it is in, itself included. */
  readonly depth: number;
  /** Addresses that move along with the index, by name. */
  readonly pointers: Map<string, { readonly local: number; readonly by: Stride }>;
}

/** What one function under construction knows; `tile` parts change between its variants. */
export interface Frame {
  readonly kernel: Program;
  readonly shape: Shape;
  readonly relaxed: boolean;
  readonly schedule: Schedule;
  readonly args: Arguments;
  readonly locals: Locals;
  readonly constants: { readonly code: Code; readonly locals: Map<string, number> };
  /** Strides that were asked for, by the dimensions of what they are of. */
  readonly strides: Map<readonly Axis[], KnownStride[]>;
  /** i32 numbers that are loaded from the arguments once, at the start. */
  readonly words: Map<string, number>;
  readonly dependence: (value: Value) => Dependence;
  readonly definition: (register: Register) => Instruction;
  /** Whether rows go on from states in memory and leave them there, instead of results. */
  readonly open: boolean;
  /** Where the ranges of lanes are listed that rows run along, two i32 each, and where the list ends; one range if left out. */
  readonly ranges?: { readonly list: number; readonly end: number } | undefined;
  /** Emits a value that is not yet there. */
  readonly make: (tile: Tile, value: Value, cells: Cells, level: Level) => Held;
  readonly inner: Axis | null;
  readonly functions: Functions;
  readonly maps: ReturnType<typeof mapTable>;
  readonly scratch: Scratch;
  /** Scratch memory that has a name. */
  readonly places: Map<string, Stored>;
  readonly rounding: (value: Memory) => Rounding;
  /** The code that runs once a call. */
  readonly level0: Section;
  /** What is doubtful in every row, as a vector of sign bits. */
  readonly doubt: number;
  /** The i32 that `run` returns: whether any flag was set. */
  readonly status: number;
}

/** The indices of the functions that kernels call. */
export interface Functions {
  readonly exp: number;
  readonly log: number;
  /** `accurateFactorFunction`, in modules that need it. */
  readonly accurateFactor: number;
}

/** Hands out scratch memory of a thread, in bytes. */
export interface Scratch {
  readonly take: (bytes: number) => number;
  /** How many bytes were taken. */
  readonly bytes: () => number;
}

/** A frame while one tile of rows is written, masked or not. */
export interface Tile {
  readonly frame: Frame;
  readonly rows: number;
  readonly vectors: number;
  /** Whether lanes from `laneEnd` on are cut off. */
  readonly masked: boolean;
  /** Where the values of each level go, and what is known there: innermost scope last. */
  readonly levels: readonly [Section, Section, Section];
  /** The index along each row axis, as an i32 local: the first row of the tile. */
  readonly rowIndex: ReadonlyMap<Axis, number>;
  /** The lane that the tile starts at, as an i32 local. */
  readonly lane: number;
  /** A vector whose sign bits say that some lane is doubtful. */
  readonly doubt: number;
  /** The same for what the row alone decides. */
  readonly rowDoubt: number;
  /** The i32 local that says whether earlier lanes of its rows are done. */
  readonly resumed: number;
  /** The locals that hold a vector of all ones in lanes that count, one for each vector; in a masked tile only. */
  readonly mask: number[];
  /** The level in whose code a loop over a short axis is open. */
  loopLevel: Level;
}

/** Code of one level, and the locals of the values that it holds. */
export interface Section {
  /** Where code goes now: the body of the innermost open loop. */
  code: Code;
  /** What is known by name, a map for each open loop and one around them. */
  scopes: readonly Map<string, readonly number[]>[];
  /** What was around each open loop when it was opened. */
  outer: readonly Pick<Section, "code" | "scopes">[];
  /** Where a rolled kernel keeps values in scratch memory. */
  readonly stored: Map<Register, Stored>;
}

/** Where a rolled kernel keeps a value: 16 bytes for each cell and copy. */
export interface Stored {
  readonly at: number;
  /** The bytes from one index along each dimension to the next. */
  readonly strides: readonly number[];
  readonly copies: number;
}

/** An emitter that writes into the section of a level. */
export function emitterOf({ frame, levels }: Tile, level: Level): Emitter {
  const { locals, shape, relaxed, constants } = frame;
  return { code: levels[level].code, locals, shape, relaxed, constants };
}

/** How many copies of a value a tile holds. */
export function replicas({ rows, vectors }: Tile, { row, lane }: Dependence): number {
  return (row ? rows : 1) * (lane ? vectors : 1);
}

/** The copies of a value arranged as another dependence asks: rows outside, vectors inside. */
export function spread(
  tile: Tile,
  held: readonly number[],
  from: Dependence,
  to: Dependence,
): number[] {
  const rows = to.row ? tile.rows : 1, vectors = to.lane ? tile.vectors : 1;
  const width = from.lane ? tile.vectors : 1;
  const copies: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let v = 0; v < vectors; v++) {
      copies.push(held[(from.row ? r : 0) * width + (from.lane ? v : 0)]!);
    }
  }
  return copies;
}

/** The local that takes the doubt about what is computed at a level. */
export function doubtAt({ frame, doubt }: Tile, level: Level): number {
  return level === 0 ? frame.doubt : doubt;
}
