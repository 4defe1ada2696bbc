import type { Axis } from "../../src/expr/axes.ts";
import { traits } from "../../src/expr/traits.ts";
import { isOfTerms } from "../../src/expr/node.ts";
import type { Instruction, Register, Value } from "../ir/kernel.ts";

/** Finds instructions that compute what an earlier one has computed. */
export interface Numbering {
  /** The register that holds the value of an equal instruction; else undefined, and the instruction is noted. */
  readonly same: (instruction: Instruction) => Register | undefined;
}

/**
 * Local value numbering: two expressions that differ in the graph (a pair read in its two roles) are often the same
 * instruction on the same values. x − y and y − x have one square.
 */
export function valueNumbering(): Numbering {
  const known = new Map<string, Register>();
  const difference = new Map<string, string>();
  const same = (instruction: Instruction): Register | undefined => {
    const key = keyOf(instruction, difference);
    const register = known.get(key);
    if (register !== undefined) return register;
    known.set(key, instruction.out);
    if (instruction.kind === "map" && instruction.op === "sub") {
      const [x, y] = instruction.args.map(valueKey);
      difference.set(valueKey(instruction.out), [x, y].sort().join(" "));
    }
    return undefined;
  };
  return { same };
}

function keyOf(instruction: Instruction, difference: ReadonlyMap<string, string>): string {
  switch (instruction.kind) {
    case "const":
      return `const ${Object.is(instruction.value, -0) ? "-0" : instruction.value}`;
    case "extent":
      return `extent ${instruction.set.id}`;
    case "index":
      return `index ${instruction.axis.key}`;
    case "map": {
      const args = instruction.args.map(valueKey);
      const { op } = instruction, { symmetry } = traits[op];
      const unsigned = symmetry === "even" ? difference.get(args[0]!) : undefined;
      if (unsigned !== undefined) return `${op} of difference ${unsigned}`;
      return `${op} ${(symmetry === "commutative" ? args.sort() : args).join(" ")}`;
    }
    case "fold":
      return `${instruction.op} ${instruction.over.key} ${
        instruction.args.map(valueKey).join(" ")
      }`;
    case "dot":
      return `dot ${instruction.weighs} ${instruction.over.key} ${
        instruction.args.map(valueKey).sort().join(" ")
      }`;
    case "gather":
      return `gather ${instruction.dim} ${valueKey(instruction.from)} ${
        valueKey(instruction.index)
      }`;
    case "inverse":
      return `inverse ${keys([instruction.row, instruction.column, instruction.other])} ${
        valueKey(instruction.factor)
      }`;
    case "dense": {
      const matrix = keys([instruction.row, instruction.column]);
      const args = instruction.args.map(valueKey);
      if (isOfTerms(instruction.op)) {
        // c₁S₁ + c₂S₂ = c₂S₂ + c₁S₁
        const terms = args.flatMap((arg, t) => t % 2 === 0 ? [`${arg} ${args[t + 1]}`] : []);
        return `${instruction.op} ${matrix} ${terms.sort().join(" ")}`;
      }
      const unsigned = instruction.op === "quadratic" ? difference.get(args[1]!) : undefined;
      if (unsigned !== undefined) return `quadratic ${matrix} ${args[0]} of difference ${unsigned}`;
      return `${instruction.op} ${matrix} ${args.join(" ")}`;
    }
    case "guarded":
      return keyOf(instruction.slow, difference);
    default:
      return instruction satisfies never;
  }
}

function valueKey(value: Value): string {
  switch (value.kind) {
    case "register":
      return `r${value.id}`;
    case "view":
      return `v${value.of.id}:${keys(value.dims)}`;
    case "memory":
      return `m${value.buffer.id}:${keys(value.dims)}`;
    default:
      return value satisfies never;
  }
}

function keys(axes: readonly Axis[]): string {
  return axes.map((axis) => axis.key).join(",");
}
