// @ts-types="npm:@types/d3-array@^3.2.2"
import { ticks, tickStep } from "d3-array";
// @ts-types="npm:@types/d3-format@^3.0.4"
import { format, precisionFixed } from "d3-format";
import type { Tick } from "../../picture/svg.ts";
import type { Range } from "./view.ts";

/** The marks of an axis. */
export interface Ticks {
  readonly ticks: readonly Exclude<Tick, number>[];
  /** What is to be added to each label, where the axis is far from 0 and short; 0 elsewhere. */
  readonly offset: number;
}

/** How many digits a label may take before what all labels have in common is taken off. */
const mostDigits = 6;

/** About `count` marks at round numbers. */
export function linearTicks([low, high]: Range, count: number): Ticks {
  const step = Math.abs(tickStep(low, high, count)), farthest = Math.max(-low, high);
  const digits = Math.floor(Math.log10(farthest)) - Math.floor(Math.log10(step)) + 1;
  const unit = 100 * step;
  const offset = digits > mostDigits ? Math.round((low + high) / 2 / unit) * unit : 0;
  const values = ticks(low - offset, high - offset, count);
  const most = Math.max(...values.map(Math.abs));
  const write = most >= 1e6 || step < 1e-4 ? powers : format(`,.${precisionFixed(step)}f`);
  return { ticks: values.map((value) => ({ at: value + offset, label: write(value) })), offset };
}

/** 2×10⁻⁷: short at any size. */
function powers(value: number): string {
  if (value === 0) return "0";
  const [digits, exponent] = format(".3~e")(value).split("e") as [string, string];
  const power = `10${superscript(Number(exponent.replace("−", "-")))}`;
  return digits === "1" ? power : `${digits}×${power}`;
}

/** The powers of ten in a range of base-ten logarithms, at most about `count` of them. */
export function powerTicks([low, high]: Range, count: number): Ticks {
  const every = Math.max(1, Math.ceil((high - low) / count));
  const first = Math.ceil(low / every) * every;
  const values = Array.from(
    { length: Math.floor((high - first) / every) + 1 },
    (_, t) => first + t * every,
  );
  return { ticks: values.map((at) => ({ at, label: `10${superscript(at)}` })), offset: 0 };
}

function superscript(value: number): string {
  return [...String(value)].map((digit) => digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join(
    "",
  );
}

/** The title of an axis, with what its labels leave off. */
export function axisTitle(name: string, { offset }: Ticks): string {
  if (offset === 0) return name;
  return `${name} ${offset < 0 ? "+" : "−"} ${Math.abs(offset).toLocaleString("en-US")}`;
}
