import type { Palette } from "./palette.ts";

/** A report with its title and its answers strong and its rules faint. A name in it cannot begin a line. */
export function coloured(report: string, look: Palette): string {
  return report
    .replace(/^.+/, (title) => look.strong(title))
    .replace(/^ {2}─[─ ]*$/gm, (rule) => look.faint(rule))
    .replace(/^[HI]\(X.*(?: = |lies in|is about).*$/gm, (answer) => look.strong(answer));
}
