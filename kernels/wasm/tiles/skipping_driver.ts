import { type Code, type Locals, localsAfter, newCode } from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import { parameters } from "../frame/frame.ts";
import { runParams } from "./new_frame.ts";
import { pushLanesOf } from "./ranges.ts";

/** Rows of a block at each level, the finest last; each is a whole number of the next. */
export const rowBlocks = [128, 16, 4] as const;
/** Lanes of a block: those of the coarsest tests, and of all others. */
export const laneBlocks = [512, 32] as const;

/** The tests that a block of rows goes through: which blocks of rows, which of lanes, and what its list counts in. */
export const tests = [
  { rows: 0, lanes: 0, scale: laneBlocks[0] / laneBlocks[1] },
  { rows: 0, lanes: 1, scale: 1 },
  { rows: 1, lanes: 1, scale: 1 },
  { rows: 2, lanes: 1, scale: laneBlocks[1] },
] as const;

/** What the driver reads from its arguments: i32 numbers, in this order. */
export const driverArguments = [
  /** The arguments of the sweep, and of each test. */
  ...["sweep", "test0", "test1", "test2", "test3"] as const,
  /** Where in scratch memory that of the tests begins, and the lists, and the bytes of a list. */
  ...["testScratch", "lists", "listBytes"] as const,
  /** How many blocks of lanes there are of each kind, lanes and rows. */
  ...["coarse", "fine", "lanes", "rows"] as const,
  /** Not 0: pairs are counted, not computed, and their number is added to the double that lies here. */
  "count",
] as const;

type DriverArgument = (typeof driverArguments)[number];

/** The driver while it is written. */
interface Draft {
  readonly code: Code;
  readonly locals: Locals;
  readonly word: (name: DriverArgument) => number;
  /** Lists lie one after another: all coarse blocks, then what each test leaves. */
  readonly lists: readonly number[];
  readonly counts: readonly number[];
}

/**
 * The function that a worker calls for blocks of rows from `rowFirst` to `rowEnd`: it tests which lanes each block may need,
 * coarse blocks first, and runs the sweep for a few rows along what is left of them, in order.
 */
export function driverFunction(
  { sweep, test }: { readonly sweep: number; readonly test: number },
): WasmFunction {
  const draft = newDraft(), { code, locals, word, lists, counts } = draft;
  const status = locals.fresh("i32", "status"), pairs = locals.fresh("f64", "pairs");
  const runTest = (t: 0 | 1 | 2 | 3, row: number) => {
    code.get(word(`test${t}`), parameters.scratch, word("testScratch"));
    code.op("i32.add");
    code.get(row, word(t === 3 ? "lanes" : "fine"), lists[t]!, counts[t]!, lists[t + 1]!);
    code.i32(tests[t].scale);
    code.call(test);
    code.set(counts[t + 1]!);
  };
  const first = locals.fresh("i32", "first"), end = locals.fresh("i32", "end");
  const runSweep = (row: number) => {
    setRows(draft, row, { first, end });
    code.get(word("count"));
    code.when(() => {
      pushLanesOf({ code, locals }, lists[4]!, counts[4]!);
      code.get(end, first);
      code.op("i32.sub", "f64.convert_i32_s", "f64.mul");
      code.get(pairs);
      code.op("f64.add");
      code.set(pairs);
    }, () => {
      code.get(word("sweep"), parameters.scratch, first, end, lists[4]!, counts[4]!);
      code.i32(0);
      code.i32(0);
      code.call(sweep);
      code.get(status);
      code.op("i32.or");
      code.set(status);
    });
  };
  eachBlock(draft, parameters.rowFirst, parameters.rowEnd, (block) => {
    runTest(0, block);
    runTest(1, block);
    within(draft, block, 1, (middle) => {
      runTest(2, middle);
      within(draft, middle, 2, (fine) => {
        runTest(3, fine);
        runSweep(fine);
      });
    });
  });
  code.get(word("count"));
  code.when(() => {
    code.get(word("count"), word("count"));
    code.access("f64.load");
    code.get(pairs);
    code.op("f64.add");
    code.access("f64.store");
  });
  code.get(status);
  return { name: "run", params: runParams, results: ["i32"], locals, code };
}

/** Loads the arguments, and lists all coarse blocks of lanes. */
function newDraft(): Draft {
  const locals = localsAfter(runParams), code = newCode();
  const words = new Map(driverArguments.map((name) => [name, locals.fresh("i32", name)]));
  const word = (name: DriverArgument) => words.get(name) as number;
  driverArguments.forEach((name, t) => {
    code.get(parameters.args);
    code.access("i32.load", 4 * t);
    code.set(word(name));
  });
  const lists = [0, ...tests.keys()].map((_, t) => {
    const list = locals.fresh("i32", `list${t}`);
    code.get(parameters.scratch, word("lists"));
    code.op("i32.add");
    code.get(word("listBytes"));
    code.i32(t);
    code.op("i32.mul", "i32.add");
    code.set(list);
    return list;
  });
  const counts = lists.map((_, t) => locals.fresh("i32", `count${t}`));
  code.get(lists[0]!);
  code.i32(0);
  code.access("i32.store", 0);
  code.get(lists[0]!, word("coarse"));
  code.access("i32.store", 4);
  code.i32(1);
  code.set(counts[0]!);
  return { code, locals, word, lists, counts };
}

/** Emits `body` for blocks from `first` up to, not including, `end`. */
function eachBlock(
  { code, locals }: Draft,
  first: number,
  end: number,
  body: (block: number) => void,
): void {
  const block = locals.fresh("i32", "block");
  code.get(first);
  code.set(block);
  code.block(() =>
    code.loop(() => {
      code.get(block, end);
      code.op("i32.ge_s");
      code.brIf(1);
      body(block);
      code.get(block);
      code.i32(1);
      code.op("i32.add");
      code.set(block);
      code.br(0);
    })
  );
}

/** Emits `body` for each block of the next level within block `outer`; the last ones may be missing. */
function within(draft: Draft, outer: number, level: 1 | 2, body: (block: number) => void): void {
  const { code, locals, word } = draft;
  const first = locals.fresh("i32", "first"), end = locals.fresh("i32", "end");
  const size = rowBlocks[level], ratio = rowBlocks[level - 1]! / size;
  const there = locals.fresh("i32", "there");
  code.get(outer);
  code.i32(ratio);
  code.op("i32.mul");
  code.tee(first);
  code.i32(ratio);
  code.op("i32.add");
  code.set(end);
  // ⌈rows / size⌉
  code.get(word("rows"));
  code.i32(size - 1);
  code.op("i32.add");
  code.i32(size);
  code.op("i32.div_u");
  code.set(there);
  setLess(code, end, there);
  eachBlock(draft, first, end, body);
}

/** Sets the rows of a finest block. */
function setRows(
  { code, word }: Draft,
  block: number,
  { first, end }: { readonly first: number; readonly end: number },
): void {
  code.get(block);
  code.i32(rowBlocks[2]);
  code.op("i32.mul");
  code.tee(first);
  code.i32(rowBlocks[2]);
  code.op("i32.add");
  code.set(end);
  setLess(code, end, word("rows"));
}

/** x = min(x, y). */
function setLess(code: Code, x: number, y: number): void {
  code.get(x, y, x, y);
  code.op("i32.lt_s", "select");
  code.set(x);
}
