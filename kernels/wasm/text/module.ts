import { type Axis, axisName } from "../../../src/expr/axes.ts";
import { show } from "../../../src/expr/show.ts";
import type { Kernel } from "../../ir/kernel.ts";
import { type BufferName, newNotation, planName } from "../../ir/notation.ts";
import { axesOf, buffersOf, kernelText } from "../../ir/show_kernel.ts";
import { generate, type Target, type WasmKernel } from "../tiles/generate.ts";
import type { WasmFunction } from "../bytes/module.ts";
import type { Schedule } from "../frame/frame.ts";
import { shareLocals } from "../bytes/share_locals.ts";
import { bodyText, type Callee } from "./body.ts";
import { localNames, type Spoken } from "./local_names.ts";

/** How much of a module is shown. */
export interface TextOptions {
  /** Also the functions that all modules have: exp, log and the factor in twice the precision. Else they are calls. */
  readonly all?: boolean;
  readonly nameOf?: BufferName;
}

/** How many levels of a formula the head shows. */
const depth = 12;

/**
 * The module of a kernel to be read: the formulas that it computes, the kernel, the schedule, and the code of its functions
 * with the names that the emitter has for locals, before those that are never needed at once share places.
 */
export function moduleText(
  kernel: Kernel,
  target: Target,
  schedule: Schedule,
  { all = false, nameOf = planName }: TextOptions = {},
): string {
  const made = generate(kernel, { ...target, named: true }, schedule);
  const { imports, functions } = made.parts;
  const callees: readonly Callee[] = [
    ...imports,
    ...functions.map((one) => ({ ...one, name: titleOf(one) })),
  ];
  const axes = axesOf(kernel), { axis: axisName } = newNotation(axes, nameOf);
  const spoken = { args: made.args, buffers: buffersOf(kernel), axes, axisName, nameOf };
  const shown = functions.filter(({ name }) => all || name !== undefined);
  return [
    ...headOf(kernel, made, target, nameOf).map((line) => `// ${line}`.trimEnd()),
    ...shown.flatMap((one) => ["", ...functionText(one, callees, spoken)]),
  ].join("\n");
}

/** The mathematics, the kernel and its layout. */
function headOf(
  kernel: Kernel,
  { bytes, schedule, scratchBytes }: WasmKernel,
  { shape, relaxed, shared }: Target,
  nameOf: BufferName,
): string[] {
  const { rows, lane, accumulators, stores } = kernel;
  const names = (axes: readonly Axis[]) => axes.map(axisName).join(", ") || "·";
  const form = schedule.rolled ? "with loops over short axes" : "written out";
  return [
    `For every ${names(rows)}, over every ${lane === null ? "·" : axisName(lane)}:`,
    ...[...accumulators, ...stores].map(({ into }) => {
      const { node, dims } = into;
      const place = `${nameOf(into)}${dims.length === 0 ? "" : `[${dims.map(axisName)}]`}`;
      return `  ${place} = ${node === undefined ? "?" : show(node, depth)}`;
    }),
    "",
    ...kernelText(kernel, nameOf).split("\n"),
    "",
    `tiles of ${schedule.rows} × ${schedule.vectors} vectors of ${shape}, ${form}; ` +
    `multiply-adds of ${relaxed ? "one rounding" : "two roundings"}`,
    `${bytes.length} bytes; ${scratchBytes} bytes of scratch memory; ${
      shared ? "shared" : "unshared"
    } memory`,
  ];
}

function titleOf({ name, label }: WasmFunction): string {
  return name ?? label ?? "function";
}

function functionText(one: WasmFunction, callees: readonly Callee[], spoken: Spoken): string[] {
  const { params, results, locals, code } = one;
  const body = code.written(), types = [...params, ...locals.types];
  const local = localNames(locals.names ?? new Map(), (index) => types[index]!, spoken);
  const shared = shareLocals({ types: locals.types, code: body }, params.length).types.length;
  const given = params.map((type, t) => `${local(t)}: ${type}`).join(", ");
  const result = results.length === 0 ? "" : ` -> ${results.join(", ")}`;
  const lines = bodyText(body, { local, callee: (index) => callees[index]! });
  return [
    `func ${titleOf(one)}(${given})${result} {`,
    `  // ${locals.types.length} locals in ${shared} places`,
    ...lines.map((line) => `  ${line}`),
    "}",
  ];
}
