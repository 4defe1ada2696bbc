import { type Code, type Locals, type Signature, typeBytes, type ValueType } from "./assembler.ts";
import { mostPages } from "./pages.ts";
import { shareLocals } from "./share_locals.ts";
import { unsigned } from "./writer.ts";

/** A function that a module imports from "math". */
export interface ImportedFunction extends Signature {
  readonly name: string;
}

/** A function of a module; it is exported if it has a name. */
export interface WasmFunction extends Signature {
  readonly name?: string;
  /** What readers of the code call it, if it has no name. */
  readonly label?: string;
  readonly locals: Locals;
  readonly code: Code;
}

/** What a module is made of. Function indices count the imports first. */
export interface ModuleParts {
  /** Whether the imported memory "env" "memory" is shared. */
  readonly shared: boolean;
  readonly imports: readonly ImportedFunction[];
  readonly functions: readonly WasmFunction[];
}

/** The binary of a module. */
export function moduleBytes({ shared, imports, functions }: ModuleParts): Uint8Array<ArrayBuffer> {
  const signatures: string[] = [];
  const types: number[][] = [];
  const typeOf = ({ params, results }: Signature): number => {
    const key = `${params}:${results}`;
    let index = signatures.indexOf(key);
    if (index < 0) {
      index = signatures.push(key) - 1;
      types.push([
        0x60,
        ...vector(params.map((t) => [typeBytes[t]])),
        ...vector(results.map((t) => [typeBytes[t]])),
      ]);
    }
    return index;
  };
  const memory = [...name("env"), ...name("memory"), 0x02];
  // an imported memory may be larger than its declaration, and a shared one must declare its largest size
  memory.push(...(shared ? [0x03, ...unsigned(1), ...unsigned(mostPages)] : [0x00, 1]));
  const imported = [
    memory,
    ...imports.map((f) => [...name("math"), ...name(f.name), 0x00, ...unsigned(typeOf(f))]),
  ];
  const declared = functions.map((f) => unsigned(typeOf(f)));
  const exported = functions.flatMap((f, t) =>
    f.name === undefined ? [] : [[...name(f.name), 0x00, ...unsigned(imports.length + t)]]
  );
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  const parts = [
    Uint8Array.from(header),
    section(1, [vector(types)]),
    section(2, [vector(imported)]),
    section(3, [vector(declared)]),
    section(7, [vector(exported)]),
    section(10, [unsigned(functions.length), ...functions.map(functionBytes)]),
  ];
  return concat(parts);
}

function functionBytes({ params, locals, code }: WasmFunction): ArrayLike<number> {
  const written = { types: locals.types, code: code.written() };
  const { types, code: body } = shareLocals(written, params.length);
  const runs: [number, ValueType][] = [];
  for (const type of types) {
    const last = runs[runs.length - 1];
    if (last?.[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  const declared = vector(runs.map(([count, type]) => [...unsigned(count), typeBytes[type]]));
  return concat([unsigned(declared.length + body.length + 1), declared, body, [0x0b]]);
}

function section(id: number, parts: readonly ArrayLike<number>[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return concat([Uint8Array.from([id, ...unsigned(size)]), ...parts]);
}

function concat(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return [...unsigned(text.length), ...new TextEncoder().encode(text)];
}
