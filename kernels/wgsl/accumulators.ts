import type { Accumulator, Value } from "../ir/kernel.ts";
import { type Point, pointsOf } from "./points.ts";
import { type Term, widened } from "./reals.ts";
import type { Writer } from "./text_writer.ts";

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
  /** Takes in the current lane. */
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
    feed: (n, [x], out) => out.line(`top${n} = max(top${n}, ${widened(x!, true)});`),
    end: () => {},
    state: (n) => [`top${n}`, `real(0.0)`],
  },
  logSumExp: {
    declare: (n, out) => {
      out.line(`var top${n} = real(infinite);`);
      summed.declare(n, out);
    },
    begin: summed.begin,
    feed: (n, [x, w], out) => {
      let text = widened(x!, true);
      if (w !== undefined) {
        // a term of weight 0 does not count, not even for the maximum
        const none = `${w.text} == ${w.wide ? "real(0.0)" : "0.0"}`;
        out.line(
          `let term${n} = select(${text}, real(lowest), ${w.wide ? none : `truth(${none})`});`,
        );
        text = `term${n}`;
      }
      out.open(`if (any(${text} > top${n})) {`);
      out.line(`let top = max(top${n}, ${text});`);
      out.line(`let shrink = exp(top${n} - top);`);
      out.line(`top${n} = top;`);
      for (const name of ["part", "total", "lost"]) out.line(`${name}${n} *= shrink;`);
      out.close();
      out.line(`part${n} += ${w === undefined ? "" : `${w.text} * `}exp(${text} - top${n});`);
    },
    end: summed.end,
    state: (n) => [`top${n}`, `total${n} + lost${n}`],
  },
};

/** A condition that is true where the current lane matters to some reduction, for what is only weakly decided. */
export function mattersText(
  cells: readonly Cell[],
  term: (value: Value, point: Point) => Term,
  shares: readonly Term[],
): string | undefined {
  const conditions = cells.flatMap(({ op, accumulator, point }, n) =>
    op === "logSumExp"
      ? [`(${widened(term(accumulator.args[0]!, point), true)} > top${n} - 16.0)`]
      : []
  );
  const weighty = shares.map((share) => `(${widened(share, true)} > real(1e-7))`);
  const all = [...conditions, ...weighty];
  return all.length === 0 ? undefined : all.join(" | ");
}
