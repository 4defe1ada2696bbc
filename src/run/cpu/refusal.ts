import { messageOf } from "../conduct/message.ts";

/** Why a kernel is interpreted. */
export interface Refusal {
  /** A part of a sentence: "interpreted: …". */
  readonly reason: string;
  /** Whether the host compiles no WebAssembly at all, for now. */
  readonly isForbidden?: boolean;
  /** A sentence for whoever waits longer because of it. */
  readonly warning?: string;
}

/** Vectors are not to be used. */
export const unasked: Refusal = { reason: "without vectors" };

/** As in engines with their compilers turned off, and in old ones. */
export const withoutVectors: Refusal = {
  reason: "the engine has no WebAssembly with vectors",
  warning: `This engine has no WebAssembly, or none with vectors (SIMD). The interpreting script ` +
    `does the work instead, which takes many times as long`,
};

/** As on machines and in processes that may use few addresses: engines reserve many for the smallest memory. */
export const withoutMemory: Refusal = {
  reason: "there is no memory for WebAssembly",
  warning:
    `There is no memory for WebAssembly here, which needs some gigabytes of addresses. The ` +
    `interpreting script does the work instead, which takes many times as long; a limit as by ` +
    `ulimit -v may be the reason`,
};

/** A module of nothing but its header. */
const empty = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** What the host said of the empty module, and the constructor that said so. */
let answer: { readonly by: unknown; readonly refusal: Refusal | undefined } | undefined;

/**
 * Why the host compiles no WebAssembly; undefined if it does. A page may be forbidden to, by a Content-Security-Policy: then
 * `WebAssembly.validate` still says yes, and only compiling throws. It is asked once, as each try may be reported.
 */
export function whyForbidden(): Refusal | undefined {
  const { Module } = WebAssembly;
  if (answer?.by !== Module) answer = { by: Module, refusal: tryEmpty() };
  return answer.refusal;
}

function tryEmpty(): Refusal | undefined {
  try {
    new WebAssembly.Module(empty);
    return undefined;
  } catch (error) {
    return {
      reason: "WebAssembly is forbidden here",
      isForbidden: true,
      warning:
        `WebAssembly is forbidden here (${messageOf(error)}). The interpreting script does ` +
        `the work instead, which takes many times as long; a page allows WebAssembly by ` +
        `'wasm-unsafe-eval' in the script-src of its Content-Security-Policy`,
    };
  }
}

/** What `make` compiles or instantiates, or why it does not. */
export function compiledBy<T>(make: () => T): T | Refusal {
  try {
    return make();
  } catch (error) {
    answer = undefined;
    return whyForbidden() ?? {
      reason: "the engine refused its code",
      warning: `The WebAssembly engine refused a kernel (${messageOf(error)}). The interpreting ` +
        `script does its work instead, which takes many times as long; please report it`,
    };
  }
}

/** Whether there is no module, but a reason for that. */
export function isRefusal(made: object): made is Refusal {
  return "reason" in made;
}
