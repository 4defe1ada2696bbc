import { type Cell, feedExponents, mattersText, reducers } from "./accumulators.ts";
import type { Body as Unfed } from "./body.ts";
import { type Writer, writer } from "./text_writer.ts";

/** The text of a kernel, and what of a pair goes into its reductions, one lane at a time. */
export interface Body extends Unfed {
  readonly feed: readonly string[];
}

/** Whether a name is in the text of a kernel. */
export function mentionedIn({ before, inside, feed }: Body): (name: string) => boolean {
  const text = [...before.lines, ...inside.lines, ...feed].join("\n");
  return (name) => new RegExp(`\\b${name}\\b`).test(text);
}

/** How the lanes of a tile are gone through. */
interface Turns {
  /** Lanes in a turn. */
  readonly lanes: number;
  /** vec4s of a column. */
  readonly record: number;
}

/** The loop over the lanes of a tile: so many in a turn, and what is left one by one. */
export function printLanes(
  out: Writer,
  body: Body,
  cells: readonly Cell[],
  { lanes, record }: Turns,
): void {
  if (lanes > 1) {
    out.line(`let whole = count - count % ${lanes}u;`);
    out.open(`for (var t = 0u; t < whole; t += ${lanes}u) {`);
    printTurn(out, body, cells, { lanes, record });
    out.close();
  }
  out.open(`for (var t = ${lanes > 1 ? "whole" : "0u"}; t < count; t++) {`);
  printPair(out, body, cells, { at: 0, record });
  body.feed.forEach(out.line);
  out.close();
}

/** Several lanes: the exponents of all of them are known before a log-sum-exp takes them in. */
function printTurn(
  out: Writer,
  body: Body,
  cells: readonly Cell[],
  { lanes, record }: Turns,
): void {
  const all = Array.from({ length: lanes }, (_, at) => at);
  const logs = [...cells.entries()].flatMap(([n, cell]) => {
    const own = body.exponents.get(cell);
    return own === undefined ? [] : [{ n, own }];
  });
  for (const { n, own } of logs) {
    out.line(all.map((at) => `var term${n}_${at}: real;`).join(" "));
    if (own.weight === undefined) continue;
    const type = own.weight.wide ? "real" : "f32";
    out.line(all.map((at) => `var weight${n}_${at}: ${type};`).join(" "));
  }
  for (const at of all) {
    out.open("{");
    printPair(out, body, cells, { at, record });
    cells.forEach((cell, n) => {
      const { op, accumulator: { args }, point } = cell, own = body.exponents.get(cell);
      if (own === undefined) return reducers[op].feed(n, args.map((x) => body.term(x, point)), out);
      out.line(`term${n}_${at} = ${own.term};`);
      if (own.weight !== undefined) out.line(`weight${n}_${at} = ${own.weight.text};`);
    });
    out.close();
  }
  for (const { n, own: { weight } } of logs) {
    const terms = all.map((at) => ({
      exponent: `term${n}_${at}`,
      weight: weight && { ...weight, text: `weight${n}_${at}` },
    }));
    feedExponents(n, terms, out);
  }
}

/** What is computed for a pair with lane t + `at` of the tile. */
function printPair(
  out: Writer,
  body: Body,
  cells: readonly Cell[],
  { at, record }: { readonly at: number; readonly record: number },
): void {
  const mentions = mentionedIn(body);
  const hasColumns = body.slots.columns.length > 0, lane = at === 0 ? "t" : `t + ${at}u`;
  for (let c = 0; hasColumns && c < record; c++) {
    const place = at * record + c;
    out.line(`let c${c} = tile[t * ${record}u${place === 0 ? "" : ` + ${place}u`}];`);
  }
  if (mentions("laneIndex")) out.line(`let laneIndex = f32(run.firstLane + start + ${lane});`);
  if (mentions("other")) {
    out.line(`let other = run.firstRow + row != index(run.firstLane + start + ${lane});`);
  }
  if (body.doubts.weak) out.line("var weak = truth(false);");
  // the lines of the pair are indented already
  for (const line of body.inside.lines) out.line(line.slice(6));
  if (!body.doubts.weak) return;
  const matters = mattersText(cells, body.exponents, body.shares);
  out.line(
    matters === undefined ? "doubt = doubt | weak;" : `doubt = doubt | (weak & (${matters}));`,
  );
}

/** What of a pair goes into the reductions; to be asked before it is known which columns there are. */
export function feedLines(body: Unfed, cells: readonly Cell[]): readonly string[] {
  const out = writer(0);
  cells.forEach((cell, n) => {
    const { op, accumulator, point } = cell, own = body.exponents.get(cell);
    if (own !== undefined) feedExponents(n, [{ exponent: own.term, weight: own.weight }], out);
    else reducers[op].feed(n, accumulator.args.map((arg) => body.term(arg, point)), out);
  });
  return out.lines;
}
