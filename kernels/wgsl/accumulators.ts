import type { Accumulator } from "../ir/kernel.ts";
import { monoids, raise, under } from "../program/monoids.ts";
import type { ExponentText } from "./exponents.ts";
import { atom, termText, type Text, written } from "./monoid_text.ts";
import { type Point, pointsOf } from "./points.ts";
import { literal, type Term, widened } from "./reals.ts";
import { type Writer, writer } from "./text_writer.ts";

/** One running reduction of a kernel: a cell of an accumulator. Its state is two numbers. */
export interface Cell {
  readonly accumulator: Accumulator;
  /** The index along each of the accumulator's cell axes. */
  readonly point: Point;
  readonly op: Accumulator["op"];
}

/** The cells of the accumulators of a kernel, in the order of their states. */
export function cellsOf(accumulators: readonly Accumulator[]): Cell[] {
  return accumulators.flatMap((accumulator) =>
    pointsOf(accumulator.cells).map((point) => ({ accumulator, point, op: accumulator.op }))
  );
}

/** Texts of one running reduction, number `n` of its kernel. */
export interface Reducer {
  /** Its variables, before the lanes. */
  readonly declare: (n: number, out: Writer) => void;
  /** At the start of a tile. */
  readonly begin: (n: number, out: Writer) => void;
  /** Takes in the current lane; a log-sum-exp takes in several lanes at once. */
  readonly feed: (n: number, args: readonly Term[], out: Writer) => void;
  /** At the end of a tile. */
  readonly end: (n: number, out: Writer) => void;
  /** The two numbers of its state. */
  readonly state: (n: number) => readonly [string, string];
}

// A sum is taken tile by tile; the sums of the tiles are added with what each addition loses.
const summed: Omit<Reducer, "feed"> = {
  declare: (n, out) => {
    out.line(`var total${n} = real(0.0);`);
    out.line(`var lost${n} = real(0.0);`);
  },
  begin: (n, out) => out.line(`var part${n} = real(0.0);`),
  end: (n, out) => out.line(`gather(&total${n}, &lost${n}, part${n});`),
  state: (n) => [`total${n}`, `lost${n}`],
};

/** How each reduction runs. */
export const reducers: { readonly [K in Accumulator["op"]]: Reducer } = {
  sum: {
    ...summed,
    feed: (n, [x], out) => out.line(`part${n} += ${x!.text};`),
  },
  dot: {
    ...summed,
    feed: (n, [x, y], out) => out.line(`part${n} += ${x!.text} * ${y!.text};`),
  },
  max: {
    declare: (n, out) => out.line(`var top${n} = real(lowest);`),
    begin: () => {},
    feed: (n, [x], out) => {
      const a = written(out, "real");
      monoids.max.feed(a, a.inVariables(`top${n}`), atom(widened(x!, true)));
    },
    end: () => {},
    state: (n) => [`top${n}`, `real(0.0)`],
  },
  logSumExp: {
    declare: (n, out) => {
      out.line(`var top${n} = real(infinite);`);
      summed.declare(n, out);
    },
    begin: summed.begin,
    feed: () => {
      throw new Error("A log-sum-exp takes in exponents");
    },
    end: summed.end,
    state: (n) => [`top${n} * ${literal(Math.LN2)}`, `total${n} + lost${n}`],
  },
};

/** The exponent of a lane in units of ln 2, and its weight, as names. */
export interface LaneTerm {
  readonly exponent: string;
  readonly weight: Term | undefined;
}

/** Feeds a log-sum-exp the terms of some lanes: whether one of them is above all before is asked once. */
export function feedExponents(n: number, lanes: readonly LaneTerm[], out: Writer): void {
  const natural = written(out, "real");
  const exp2 = ({ text }: Text) => atom(`exp2(${text})`);
  const a = { ...natural, exp: exp2, shrink: (x: Text, top: Text) => exp2(natural.sub(x, top)) };
  const state = a.inVariables(...["top", "part", "total", "lost"].map((name) => name + n));
  const exponents = lanes.map(({ exponent }) => atom(exponent));
  const largest = exponents.reduce(a.max);
  const high = lanes.length === 1 ? largest : written(out, "real", `${n}`).hold(largest, "high");
  out.open(`if (any(${high.text} > top${n})) {`);
  raise(a, state, a.max(state.get(0), high));
  out.close();
  const terms = lanes.map(({ weight }, t) =>
    under(a, state, exponents[t]!, weight && termText(weight))
  );
  state.set(1, a.add(state.get(1), terms.reduce(a.add)));
}

/** The function that adds the sum of a tile to those of the tiles before. */
export function gatherText(): string {
  const out = writer(0), a = written(out, "real");
  out.line("// adds a part to a total and what the addition loses to `lost` (Neumaier 1974)");
  out.open("fn gather(total: ptr<function, real>, lost: ptr<function, real>, part: real) {");
  monoids.sum.feed(a, a.inVariables("*total", "*lost"), atom("part"));
  out.close();
  return out.lines.join("\n");
}

/** A condition that is true where the current lane matters to some reduction, for what is only weakly decided. */
export function mattersText(
  cells: readonly Cell[],
  exponents: ReadonlyMap<Cell, ExponentText>,
  shares: readonly Term[],
): string | undefined {
  const conditions = cells.flatMap((cell, n) => {
    const own = exponents.get(cell);
    return own === undefined ? [] : [`(${own.term} > top${n} - 24.0)`];
  });
  const weighty = shares.map((share) => `(${widened(share, true)} > real(1e-7))`);
  const all = [...conditions, ...weighty];
  return all.length === 0 ? undefined : all.join(" | ");
}
