import { isLong } from "../../src/expr/axes.ts";
import type { Instruction, Kernel, Memory, Register, Value } from "../ir/kernel.ts";
import { withPlainProducts } from "../program/plain_products.ts";
import type { Facts } from "./facts.ts";
import { foldTerm } from "./short_folds.ts";
import type { FunctionName } from "./functions.ts";
import { onHost } from "./host_values.ts";
import { indexTerms } from "./indices.ts";
import { printDense, printInverse } from "./spd.ts";
import { nameAt } from "./identifiers.ts";
import { printOp } from "./op_text.ts";
import { placeOf, type Point, pointsOf, withIndices } from "./points.ts";
import { constantTerm, sizeOf, type Term } from "./reals.ts";
import {
  differenceGroups,
  Inexpressible,
  type NumberSlot,
  type Slot,
  slotCollector,
  type Slots,
  TooLong,
} from "./slots.ts";
import { selfNames } from "./self.ts";
import { type Writer, writer } from "./text_writer.ts";

/** How a kernel is cut up: decisions, not deductions. */
export interface Schedule {
  /** How many rows a thread computes, 1 to 4: what is read of a column serves them all. */
  readonly replicas: number;
  /** How many threads a workgroup has. */
  readonly threads: number;
  /** Whether differences of data carry the part that rounding to f32 loses. */
  readonly exactDifferences: boolean;
}

/** The instructions of a kernel as text, by how often they run. */
export interface Body {
  /** Before the lanes, and once a lane. */
  readonly before: Writer;
  readonly inside: Writer;
  readonly slots: Slots;
  readonly functions: ReadonlySet<FunctionName>;
  readonly term: (value: Value, point: Point) => Term;
  /** Whether the kernel can find that single precision does not decide a row, or decides it weakly. */
  readonly doubts: { readonly any: boolean; readonly weak: boolean };
  /** The shares exp(a − L) of the current pair: where all are tiny, a weakness does not matter. */
  readonly shares: readonly Term[];
}

/** More statements than this take a driver seconds to compile. */
export const mostStatements = 3200;

/** So many constants a thread keeps in registers. */
const mostKept = 64;

/** Prints the instructions of a kernel, unrolled along all short axes. */
export function printBody(kernel: Kernel, facts: Facts, schedule: Schedule): Body {
  const { slots, find } = slotCollector(kernel);
  const groupOf = differenceGroups(kernel);
  const before = writer(1), inside = writer(3);
  const functions = new Set<FunctionName>();
  const registers = new Map<number, readonly Term[]>();
  const rowTerms = new Map<number, Term>();
  const shares: Term[] = [];
  const doubts = { any: false, weak: false };
  // what no row changes comes from the host, which computes it in double precision
  let isOnHost = true;
  const hostNames = new Map<number, string>();
  const self = selfNames();
  const texts = new Map<string, string>();
  // a pair of the same row and lane compares numbers with themselves
  const inner = kernel.rows.at(-1);
  const skipsSelf = inner !== undefined && inner.set === kernel.lane?.set;

  const factsOf = (slot: Slot): Omit<Term, "text" | "wide"> => {
    if (slot.form === "value") return { given: true };
    const self = selfOfSlot(slot), { buffer } = slot;
    return slot.form === "plain"
      ? { self, given: true, exact: facts.whole(buffer), nonNegative: facts.nonNegative(buffer) }
      : { self };
  };
  const read = (slot: Slot): Term => {
    const fact = factsOf(slot);
    if (isOnHost) return { text: "of the host", wide: false, ...fact };
    const { list, at } = find(slot);
    if (list === "columns") {
      return { text: `c${at >> 2}.${"xyzw"[at & 3]}`, wide: false, ...fact };
    }
    if (list === "common") return { text: constantAt(at), wide: false, ...fact };
    let known = rowTerms.get(at);
    if (known === undefined) {
      before.line(`let r${at} = load(${at}u, at);`);
      rowTerms.set(at, known = { text: `r${at}`, wide: true, ...fact });
    }
    return known;
  };
  /** A constant, loaded before the lanes unless there are too many to keep. */
  const constantAt = (at: number): string => {
    if (at >= mostKept) return `constants[${at}]`;
    if (!texts.has(`constant ${at}`)) before.line(`let k${at} = constants[${at}];`);
    texts.set(`constant ${at}`, "");
    return `k${at}`;
  };
  /** The name of a number in memory, the lane's axis called as the row's. */
  const selfOfSlot = ({ buffer, dims, cell, form }: NumberSlot): string => {
    const names = dims.map((axis, t) => cell[t] ?? (axis === kernel.lane ? inner : axis)?.key);
    return `${buffer.id} ${form} ${names}`;
  };
  const slotAt = ({ buffer, dims }: Memory, point: Point): NumberSlot => ({
    buffer,
    dims,
    cell: dims.map((axis) => isLong(axis) ? null : point.get(axis) ?? 0),
    form: "plain",
  });
  const term = (value: Value, point: Point): Term => {
    switch (value.kind) {
      case "memory":
        return read(slotAt(value, point));
      case "register":
        return cellAt(value, placeOf(point, value.cells));
      case "view": {
        const inner: Point = new Map(
          value.of.cells.map((axis, t) => [axis, point.get(value.dims[t]!) ?? 0]),
        );
        return cellAt(value.of, placeOf(inner, value.of.cells));
      }
      default:
        return value satisfies never;
    }
  };
  const cellAt = (register: Register, cell: number): Term => {
    const own = registers.get(register.id)?.[cell];
    if (own === undefined) throw new Error(`Register ${register.id} is read before it is set`);
    if (isOnHost || register.level > 0 || own.known !== undefined) return own;
    const whole = hostNames.get(register.id) ?? "value";
    const name = register.cells.length === 0 ? whole : `${whole}_${cell}`;
    const { exact, nonNegative, self = `value ${register.id} ${cell}` } = own;
    return { ...read({ form: "value", name, register, cell }), exact, nonNegative, self };
  };

  for (const [level, list] of withPlainProducts(kernel).levels.entries()) {
    isOnHost = level === 0;
    const out = level === 2 ? inside : before;
    const raise = (
      condition: string,
      wide: boolean,
      kind: "doubt" | "weak",
      isExactForSelf = false,
    ) => {
      if (isOnHost) return;
      doubts.any = true;
      const truth = wide || schedule.replicas === 1 ? `(${condition})` : `truth(${condition})`;
      if (texts.has(`${kind} ${condition}`)) return;
      texts.set(`${kind} ${condition}`, kind);
      if (level < 2) {
        out.line(`doubt = doubt | ${truth};`);
        return;
      }
      if (kind === "weak") doubts.weak = true;
      const name = kind === "weak" ? "weak" : "doubt";
      out.line(
        `${name} = ${name} | ${skipsSelf && isExactForSelf ? `(${truth} & other)` : truth};`,
      );
    };
    const around = {
      needs: (name: FunctionName) => {
        if (!isOnHost) functions.add(name);
      },
      doubt: (condition: string, wide: boolean) => raise(condition, wide, "doubt"),
      tie: (condition: string, wide: boolean, exact: boolean) =>
        raise(condition, wide, "doubt", exact),
      weak: (condition: string, wide: boolean, exact: boolean) =>
        raise(condition, wide, "weak", exact),
      self,
      replicas: schedule.replicas,
    };
    /** Names a value, so that it is computed once. */
    const named = (name: string, value: Term): Term => {
      // a number that is known needs no name: it is written where it is read
      if (isOnHost) return value.known === undefined ? { ...value, text: name } : value;
      if (/^[\w.]+$|^\(-[\d.e+-]+\)$|^constants\[\d+\]$/.test(value.text)) return value;
      // equal texts are equal values: both roles of a symmetric matrix have one factor
      const known = texts.get(value.text);
      if (known !== undefined) return { ...value, text: known };
      texts.set(value.text, name);
      out.line(`let ${name} = ${value.text};`);
      return { ...value, text: name };
    };
    const difference = (args: readonly Value[], point: Point): Term | undefined => {
      const group = groupOf(args);
      if (group === undefined) return undefined;
      // both arguments of a difference of a group are memory
      const [minuend, subtrahend] = args as readonly [Memory, Memory];
      const part = (of: Memory, form: "high" | "low") =>
        read({ ...slotAt(of, point), form, group });
      const x = part(minuend, "high"), y = part(subtrahend, "high");
      const wide = x.wide || y.wide, size = `(${sizeOf(x)} + ${sizeOf(y)})`;
      const same = self.of("sub", [x, y]);
      if (!schedule.exactDifferences) {
        return { text: `${x.text} - ${y.text}`, wide, size, self: same };
      }
      const p = part(minuend, "low"), q = part(subtrahend, "low");
      return { text: `(${x.text} - ${y.text}) + (${p.text} - ${q.text})`, wide, self: same };
    };
    const foldSelf = (
      instruction: Extract<Instruction, { kind: "fold" | "dot" }>,
      terms: readonly (readonly Term[])[],
    ): string | undefined =>
      instruction.kind === "dot" || instruction.op === "sum"
        ? self.of("sum", terms.map((args) => ({ self: self.of("mul", args) })))
        : undefined;
    const cells = (instruction: Instruction): readonly Term[] => {
      switch (instruction.kind) {
        case "const":
          if (Number.isNaN(instruction.value)) throw new Inexpressible("it has a NaN");
          return [constantTerm(instruction.value)];
        case "extent": {
          const own = `extent ${instruction.set.id}`;
          return [{ text: own, wide: false, self: own, exact: true, nonNegative: true }];
        }
        case "index":
          return indexTerms(instruction.axis, kernel);
        case "map": {
          const points = pointsOf(instruction.out.cells);
          return points.map((point, t) => {
            const value =
              (instruction.op === "sub" ? difference(instruction.args, point) : undefined) ??
                printOp(instruction.op, instruction.args.map((arg) => term(arg, point)), around);
            const result = named(nameAt(instruction, t, points.length), value);
            if (instruction.op === "expDiff" && level === 2) shares.push(result);
            return result;
          });
        }
        case "dot":
        case "fold": {
          const points = pointsOf(instruction.out.cells);
          const over = Array.from({ length: instruction.over.set.extent }, (_, e) => e);
          return points.map((point, t) => {
            const terms = over.map((e) =>
              instruction.args.map((arg) => term(arg, withIndices(point, [instruction.over, e])))
            );
            return named(nameAt(instruction, t, points.length), {
              ...foldTerm(instruction, terms),
              self: foldSelf(instruction, terms),
            });
          });
        }
        case "gather":
          throw new Inexpressible("it reads memory at an index that is computed for every pair");
        case "inverse":
          return printInverse(instruction, { term, named });
        case "dense":
          return printDense(instruction, { term, named, doubt: around.doubt });
        default:
          return instruction satisfies never;
      }
    };
    for (const instruction of list) {
      if (isOnHost) {
        const { kind, out: { id } } = instruction;
        hostNames.set(
          id,
          kind === "extent" ? `|${instruction.set.letter}|` : `${nameAt(instruction, 0, 1)}`,
        );
      }
      const terms = isOnHost ? onHost(instruction, cells) : cells(instruction);
      registers.set(instruction.out.id, terms);
      if (out.lines.length > mostStatements) {
        throw new TooLong(`it has more than ${mostStatements} statements for a pair`);
      }
    }
  }
  return { before, inside, slots, functions, term, doubts, shares };
}
