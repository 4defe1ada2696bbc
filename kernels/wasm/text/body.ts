import type { Signature } from "../bytes/assembler.ts";
import type { Opcode } from "../bytes/opcodes.ts";
import { type Decoded, instructionsOf } from "./decode.ts";
import { type Listing, newListing, type Term } from "./listing.ts";
import { laneOperands, operandsOf, signs, writes } from "./operands.ts";

/** A function that code calls. */
export interface Callee extends Signature {
  readonly name: string;
}

/** What locals and functions are called. */
export interface Names {
  readonly local: (local: number) => string;
  readonly callee: (index: number) => Callee;
}

/**
 * The body of a function as text: operands stand where they are used, one statement a line. An operand that would be read
 * later than it is computed, after a local or memory has changed, gets a name (`s1`).
 */
export function bodyText(code: Uint8Array, names: Names): readonly string[] {
  const listing = newListing();
  for (const instruction of instructionsOf(code)) take(listing, instruction, names);
  for (const term of listing.rest()) listing.line(`return ${bare(term.text)}`);
  return listing.lines;
}

function take(listing: Listing, one: Decoded, { local: nameOf, callee }: Names): void {
  const { line, push, combine, pops, settle, open, otherwise, close, branch } = listing;
  const push1 = (local: number) => push({ text: nameOf(local), reads: [local], loads: false });
  const assign = (local: number) => {
    const given = listOf(pops(1));
    settle(({ reads }) => reads.includes(local));
    line(`${nameOf(local)} = ${given}`);
  };
  switch (one.kind) {
    case "block":
    case "loop":
      return open(one.kind);
    case "when":
      return open(one.kind, listOf(pops(1)));
    case "otherwise":
      return otherwise();
    case "end":
      return close();
    case "br":
      return line(branch(one.depth));
    case "brIf":
      return line(`if ${listOf(pops(1))} ${branch(one.depth)}`);
    case "get":
      return push1(one.local);
    case "set":
      return assign(one.local);
    case "tee":
      assign(one.local);
      return push1(one.local);
    case "constant":
      return push({ text: one.text, reads: [], loads: false });
    case "call":
      return call(listing, callee(one.index));
    case "op":
      return operate(listing, one.name);
    case "shuffle": {
      const given = pops(2);
      return combine(`i8x16.shuffle(${listOf(given)}, [${one.lanes.join(" ")}])`, given);
    }
    case "lane": {
      const given = pops(laneOperands[one.name]);
      return combine(`${one.name}[${one.lane}](${listOf(given)})`, given);
    }
    case "access":
      return access(listing, one.name, one);
    case "laneAccess":
      return access(listing, `${one.name}[${one.lane}]`, one);
    default:
      return one satisfies never;
  }
}

function operate({ line, pops, combine }: Listing, name: Opcode): void {
  const given = pops(operandsOf(name)), sign = signs[name];
  if (name === "return" || name === "drop") line(`${name} ${listOf(given)}`);
  else if (sign === undefined) combine(`${name}(${listOf(given)})`, given);
  else combine(`(${given.map(({ text }) => text).join(` ${sign} `)})`, given);
}

function access(
  { line, pops, combine, settle }: Listing,
  text: string,
  { kind, name, offset }: Extract<Decoded, { kind: "access" | "laneAccess" }>,
): void {
  const isStore = writes[name];
  const given = pops(isStore || kind === "laneAccess" ? 2 : 1);
  const [address, ...others] = given.map((term) => bare(term.text));
  const at = offset === 0 ? address : `${address} + ${offset}`;
  const whole = `${text}(${[at, ...others].join(", ")})`;
  if (!isStore) return combine(whole, given, true);
  settle(({ loads }) => loads);
  line(whole);
}

/** A call; it may write to memory. */
function call({ line, pops, combine, settle }: Listing, { name, params, results }: Callee): void {
  const given = pops(params.length), text = `${name}(${listOf(given)})`;
  settle(({ loads }) => loads);
  if (results.length === 0) line(text);
  else combine(text, given, true);
}

function listOf(terms: readonly Term[]): string {
  return terms.map(({ text }) => bare(text)).join(", ");
}

/** Without the parentheses around all of it. */
function bare(text: string): string {
  if (!text.startsWith("(")) return text;
  let depth = 0;
  for (let t = 0; t < text.length; t++) {
    depth += text[t] === "(" ? 1 : text[t] === ")" ? -1 : 0;
    if (depth === 0) return t === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}
