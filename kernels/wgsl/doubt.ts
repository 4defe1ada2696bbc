import type { Level } from "../ir/kernel.ts";
import type { Surroundings } from "./op_text.ts";
import type { Sheet } from "./sheet.ts";

/** What printing an operation of a level may ask for. */
export function surroundingsOf(sheet: Sheet, level: Level): Surroundings {
  const raise = (kind: "doubt" | "weak") => (condition: string, wide: boolean, isExact = false) =>
    raiseDoubt(sheet, level, { kind, condition, wide, isExactForSelf: isExact });
  return {
    needs: (name) => {
      if (!sheet.isOnHost) sheet.functions.add(name);
    },
    doubt: (condition, wide) => raise("doubt")(condition, wide),
    tie: raise("doubt"),
    weak: raise("weak"),
    self: sheet.self,
    replicas: sheet.schedule.replicas,
  };
}

/** A condition under which single precision does not decide a row, or does so weakly. */
interface Doubt {
  readonly kind: "doubt" | "weak";
  readonly condition: string;
  readonly wide: boolean;
  /** Whether it is none for a pair of a component with itself. */
  readonly isExactForSelf: boolean;
}

/** Writes that a row is in doubt where a condition holds; once for each condition. */
function raiseDoubt(sheet: Sheet, level: Level, doubt: Doubt): void {
  const { kernel, inner, schedule, texts, doubts } = sheet;
  const { kind, condition, wide, isExactForSelf } = doubt;
  if (sheet.isOnHost) return;
  doubts.any = true;
  const truth = wide || schedule.replicas === 1 ? `(${condition})` : `truth(${condition})`;
  if (texts.has(`${kind} ${condition}`)) return;
  texts.set(`${kind} ${condition}`, kind);
  if (level < 2) return sheet.before.line(`doubt = doubt | ${truth};`);
  if (kind === "weak") doubts.weak = true;
  // a pair of the same row and lane compares numbers with themselves
  const skipsSelf = isExactForSelf && inner !== undefined && inner.set === kernel.lane?.set;
  sheet.inside.line(`${kind} = ${kind} | ${skipsSelf ? `(${truth} & other)` : truth};`);
}
