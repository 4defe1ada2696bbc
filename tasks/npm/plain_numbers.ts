/**
 * Numbers that are computed of other numbers at the start of a module, `2 ** -50`, written as they come out: of an expression a bundler
 * does not see that it has no effect, and keeps it in pages that never use it.
 */
export function plainNumbers(text: string): string {
  return text.replaceAll(computed, (_, head: string, value: string) =>
    // number by number, so that all lines stay where source maps have them
    head + value.replaceAll(/[^,[\]\n]*\d[^,[\]\n]*/g, (one) => {
      const space = one.match(/^\s*/)![0];
      return space + plain(one.trim());
    }) + ";");
}

/** A variable that is a number, or an array of them, made of numbers and signs alone. */
const computed = /^(var [\w$]+ = )(\[[-+*/()\d.e,\s[\]]+\]|[-+*/()\d.e ]+);$/gm;

function plain(expression: string): string {
  // of numbers and signs alone
  const value = Function(`return ${expression}`)() as number;
  return Number.isFinite(value) ? String(value) : expression;
}
