import { localsAfter, newCode } from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import { parameters } from "../frame/frame.ts";
import { runParams } from "./new_frame.ts";
import { rangeBytes } from "./ranges.ts";

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
  /** Bytes of scratch memory of the sweep and of the tests, and those of a list. */
  ...["testScratch", "lists", "listBytes"] as const,
  /** How many blocks of lanes there are of each kind, lanes and rows. */
  ...["coarse", "fine", "lanes", "rows"] as const,
  /** Not 0: pairs are counted, not computed, and their number is added to the double that lies here. */
  "count",
] as const;

type DriverArgument = (typeof driverArguments)[number];

/**
 * The function that a worker calls for blocks of rows from `rowFirst` to `rowEnd`: it tests which lanes each block may need,
 * coarse blocks first, and runs the sweep for a few rows along what is left of them, in order.
 */
export function driverFunction(
  { sweep, test }: { readonly sweep: number; readonly test: number },
): WasmFunction {
  const locals = localsAfter(runParams), code = newCode();
  const words = new Map(driverArguments.map((name) => [name, locals.fresh("i32", name)]));
  const word = (name: DriverArgument) => words.get(name) as number;
  const status = locals.fresh("i32", "status"), pairs = locals.fresh("f64", "pairs");
  driverArguments.forEach((name, t) => {
    code.get(parameters.args);
    code.access("i32.load", 4 * t);
    code.set(word(name));
  });
  // lists lie one after another: all coarse blocks, then what each test leaves
  const lists = [0, 1, 2, 3, 4].map((t) => {
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

  const runTest = (t: 0 | 1 | 2 | 3, row: number) => {
    code.get(word(`test${t}`), parameters.scratch, word("testScratch"));
    code.op("i32.add");
    code.get(row, word(t === 3 ? "lanes" : "fine"), lists[t]!, counts[t]!, lists[t + 1]!);
    code.i32(tests[t].scale);
    code.call(test);
    code.set(counts[t + 1]!);
  };
  /** Emits `body` for each block of rows of the next level within block `outer`. */
  const within = (outer: number, level: 1 | 2, body: (row: number) => void) => {
    const row = locals.fresh("i32", "row"), end = locals.fresh("i32", "end");
    const ratio = rowBlocks[level - 1]! / rowBlocks[level];
    code.get(outer);
    code.i32(ratio);
    code.op("i32.mul");
    code.tee(row);
    code.i32(ratio);
    code.op("i32.add");
    code.set(end);
    code.block(() =>
      code.loop(() => {
        // the last block may have fewer rows
        code.get(row);
        code.i32(rowBlocks[level]);
        code.op("i32.mul");
        code.get(word("rows"));
        code.op("i32.ge_s");
        code.brIf(1);
        code.get(row, end);
        code.op("i32.ge_s");
        code.brIf(1);
        body(row);
        code.get(row);
        code.i32(1);
        code.op("i32.add");
        code.set(row);
        code.br(0);
      })
    );
  };
  const first = locals.fresh("i32", "first"), end = locals.fresh("i32", "end");
  const runSweep = (row: number) => {
    code.get(row);
    code.i32(rowBlocks[2]);
    code.op("i32.mul");
    code.tee(first);
    code.i32(rowBlocks[2]);
    code.op("i32.add");
    code.tee(end);
    code.get(word("rows"), end, word("rows"));
    code.op("i32.lt_s", "select");
    code.set(end);
    code.get(word("count"));
    code.when(() => addPairs(), () => {
      code.get(word("sweep"), parameters.scratch, first, end, lists[4]!, counts[4]!);
      code.i32(0);
      code.i32(0);
      code.call(sweep);
      code.get(status);
      code.op("i32.or");
      code.set(status);
    });
  };
  const at = locals.fresh("i32", "range"), left = locals.fresh("i32", "left");
  const addPairs = () => {
    code.get(lists[4]!);
    code.set(at);
    code.get(counts[4]!);
    code.set(left);
    code.block(() =>
      code.loop(() => {
        code.get(left);
        code.op("i32.eqz");
        code.brIf(1);
        code.get(at);
        code.access("i32.load", 4);
        code.get(at);
        code.access("i32.load", 0);
        code.op("i32.sub");
        code.get(end, first);
        code.op("i32.sub", "i32.mul", "f64.convert_i32_s");
        code.get(pairs);
        code.op("f64.add");
        code.set(pairs);
        code.get(at);
        code.i32(rangeBytes);
        code.op("i32.add");
        code.set(at);
        code.get(left);
        code.i32(1);
        code.op("i32.sub");
        code.set(left);
        code.br(0);
      })
    );
  };
  const block = locals.fresh("i32", "block");
  code.get(parameters.rowFirst);
  code.set(block);
  code.block(() =>
    code.loop(() => {
      code.get(block, parameters.rowEnd);
      code.op("i32.ge_s");
      code.brIf(1);
      runTest(0, block);
      runTest(1, block);
      within(block, 1, (middle) => {
        runTest(2, middle);
        within(middle, 2, (fine) => {
          runTest(3, fine);
          runSweep(fine);
        });
      });
      code.get(block);
      code.i32(1);
      code.op("i32.add");
      code.set(block);
      code.br(0);
    })
  );
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
