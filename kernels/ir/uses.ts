import { argumentsOf, fastValuesOf, type Kernel, type Value } from "./kernel.ts";

/** Values that are read together. */
export interface Use {
  readonly args: readonly Value[];
  /** Whether the second is subtracted from the first. */
  readonly isDifference: boolean;
}

/** Every place where a kernel reads values: its instructions, accumulators and stores. */
export function usesOf({ levels, accumulators, stores, mirrors = [] }: Kernel): Use[] {
  return [
    ...levels.flat().map((instruction) => ({
      args: argumentsOf(instruction),
      isDifference: instruction.kind === "map" && instruction.op === "sub",
    })),
    ...levels.flat().flatMap((instruction) =>
      instruction.kind === "guarded"
        ? [{ args: fastValuesOf(instruction), isDifference: false }]
        : []
    ),
    ...accumulators.map(({ args }) => ({ args, isDifference: false })),
    ...mirrors.map((args) => ({ args, isDifference: false })),
    ...stores.map(({ value }) => ({ args: [value], isDifference: false })),
  ];
}
