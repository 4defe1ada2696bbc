import { describe, isRecord } from "../../expr/describe.ts";
import { DeviceError, DomainError, unknownName, UnknownNameError } from "../../expr/errors.ts";

/** How an evaluation runs. */
export interface EvaluateOptions {
  /**
   * Where it runs. "cpu": WebAssembly with vectors, on several threads. "webgpu": sweeps over pairs on the GPU in single
   * precision, all else on the CPU. "auto", the default: the CPU, or the GPU where precision "f32" was asked for, the work is
   * worth it and the numbers keep their digits; `explain` says why not.
   */
  readonly device?: "auto" | "cpu" | "webgpu" | undefined;
  /**
   * "f64", the default, or "f32": large sweeps over pairs compute in single precision and add up in double precision, in
   * about half the time. Values are then right to about 1e−6 of max(1, |value|), and gradients to about 1e−5 of their largest
   * entry.
   *
   * Differences of data are taken from a common centre, so an offset costs no digits. Where single precision would not do,
   * double precision steps in, and `onWarning` says why: numbers beyond 1e±18; for gradients, data that reach further than 64
   * widths of a component from their middle, and sums below 2⁻¹⁰⁰; a matrix that is nearly singular. Besides, each sweep
   * computes a few rows in both (evenly spread, where the data are extreme, and at the end where the results are) and is done
   * in "f64" if they differ by more than 4e−6 (gradients: 5e−6 of the largest entry). In "f64" without a word are small sweeps
   * and whatever jumps (is one box in another, which component does a draw fall to): draws are the same.
   * An engine without vectors (SIMD) computes all in "f64".
   */
  readonly precision?: "f64" | "f32" | undefined;
  /**
   * Whether sweeps over pairs leave out blocks of pairs that provably do not count: all that a log-sum-exp leaves out together
   * is at most 2⁻⁶⁰ of it, all that a sum leaves out at most 2⁻⁵³ of the sizes of its terms. `true`, the default: where a sample
   * says that it is worth it, with 8,000 components or more in double precision on the CPU. The order in which terms are added
   * up differs, so last digits may.
   */
  readonly skip?: boolean | undefined;
  /**
   * "exact", or the relative error that sums of Gaussians may have besides rounding, 1e-13 if left out, from 1e-13 to 1e-3.
   * Sums Σⱼ wⱼ exp(−½‖xᵢ − yⱼ‖²/σ²) over many points in one to three coordinates, as in the estimates of a mixture whose
   * components share their covariance, are then made on a grid, in time that grows with the points and not with the pairs,
   * where that is faster: each sum, the smallest too, is right to that relative error, its logarithm to that absolute error; a sum with
   * differences (x − y)/σ or their squares in its terms, as gradients are made of, to that share of the sum without them.
   * "exact" adds up all pairs.
   */
  readonly accuracy?: number | "exact" | undefined;
  /** The most threads to use; as many as the processor has if left out. Results do not depend on it. */
  readonly threads?: number | undefined;
  /** Stops the evaluation: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the work that is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /**
   * Called with sentences on what did not run as it was asked for (what a GPU could not do and the CPU did instead, single
   * precision and double, WebAssembly and the interpreting script), and on Monte Carlo values that cannot be; `console.warn`
   * if left out.
   */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const optionNames = [
  ...["device", "precision", "accuracy", "skip", "threads"],
  ...["signal", "onProgress", "onWarning"],
];

/** The errors that sums may be allowed: below, rounding is more. */
const leastAccuracy = 1e-13, mostAccuracy = 1e-3;

/** What devices are called elsewhere. */
const otherDevices = ["gpu", "cuda", "metal", "vulkan", "webgl", "mps", "rocm"];

function deviceHint(device: unknown): string | undefined {
  const name = String(device).toLowerCase();
  if (otherDevices.includes(name)) return `a GPU is used by way of "webgpu".`;
  return name === "wasm" ? `WebAssembly is what "cpu" uses.` : undefined;
}

function precisionHint(precision: unknown): string | undefined {
  const name = String(precision).toLowerCase();
  if (["single", "float", "float32", "fp32", "32"].includes(name)) return `it is called "f32".`;
  return ["double", "float64", "fp64", "64"].includes(name) ? `it is called "f64".` : undefined;
}

/** Checks the options of an evaluation, which may have others besides, checked elsewhere. */
export function checkOptions(options: EvaluateOptions, others: readonly string[] = []): void {
  if (!isRecord(options)) {
    throw new TypeError(`Expected options as an object, got ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    const known = [...optionNames, ...others];
    if (!known.includes(name)) {
      throw new UnknownNameError(unknownName("option", name, known));
    }
  }
  const { device = "auto", precision = "f64", threads } = options;
  if (!["auto", "cpu", "webgpu"].includes(device)) {
    throw new UnknownNameError(
      unknownName("device", device, ["auto", "cpu", "webgpu"], deviceHint(device)),
    );
  }
  if (device === "webgpu" && options.precision === "f64") {
    throw new DeviceError(
      `Device "webgpu" computes in single precision; use precision "f32", or device "cpu"`,
    );
  }
  if (precision !== "f64" && precision !== "f32") {
    throw new UnknownNameError(
      unknownName("precision", precision, ["f64", "f32"], precisionHint(precision)),
    );
  }
  checkAccuracy(options.accuracy);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new DomainError(`Expected threads to be an integer ≥ 1, got ${describe(threads)}`);
  }
  const { skip } = options;
  if (skip !== undefined && typeof skip !== "boolean") {
    throw new TypeError(`Expected skip to be true or false, got ${describe(skip)}`);
  }
  checkListeners(options);
}

function checkAccuracy(accuracy: unknown): void {
  if (accuracy === undefined || accuracy === "exact") return;
  const isError = typeof accuracy === "number" && accuracy >= leastAccuracy &&
    accuracy <= mostAccuracy;
  if (isError) return;
  throw new DomainError(
    `Expected accuracy to be "exact" or a relative error from ${leastAccuracy} to ${mostAccuracy}, got ${
      describe(accuracy)
    }`,
  );
}

/** Checks what an evaluation calls or listens to; null stands for nothing, as it does in `fetch`. */
function checkListeners({ signal, onProgress, onWarning }: EvaluateOptions): void {
  for (const [name, value] of Object.entries({ onProgress, onWarning })) {
    if (value === undefined || value === null || typeof value === "function") continue;
    throw new TypeError(`Expected ${name} to be a function, got ${describe(value)}`);
  }
  if (signal !== undefined && signal !== null && !isSignal(signal)) {
    throw new TypeError(
      `Expected signal to be an AbortSignal, that of an AbortController, got ${describe(signal)}`,
    );
  }
}

/** Whether a value does what is asked of a signal; those of other windows have another class. */
function isSignal(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    const methods = ["throwIfAborted", "addEventListener", "removeEventListener"];
    return "aborted" in value && typeof value.aborted === "boolean" &&
      methods.every((name) =>
        typeof (value as { readonly [name: string]: unknown })[name] === "function"
      );
  } catch {
    // one that cannot be read is none
    return false;
  }
}
