/** How every run of the command line may end, whatever it was given. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { JSONReport, Ran } from "./run_command.ts";
import { steersTerminal } from "./terminal.ts";

/** The longest message: a path, a name, what is valid. */
const mostSaid = 900;

/** Fails unless a run ends with a documented code, one sentence and nothing that steers a terminal. */
export function assertHarmless({ code, out, err }: Ran): void {
  assert(!steersTerminal(out) && !steersTerminal(err), JSON.stringify({ out, err }));
  assert(err.length < mostSaid, err);
  if (code === 0) return assertMatch(out, /^H\(X\) (= |lies in )|^\{\n/);
  assertEquals(out, "");
  const lines = code === 1
    ? /^mixtropy: [^\n]*[^.\s]\n(mixtropy: [^\n]*[^.\s]\n)?$/
    : /^mixtropy: [^\n]*[^.\s]\nTry mixtropy (entropy )?--help\n$/;
  assertMatch(err, lines);
}

/** The same, and a report whose numbers are numbers, in order. */
export function assertDocumented(ran: Ran): void {
  assertHarmless(ran);
  if (ran.code !== 0 || !ran.out.startsWith("{")) return;
  const report: JSONReport = JSON.parse(ran.out);
  const { estimates, bracket: { lower, upper }, group } = report;
  // beyond what numbers hold an end may be a text, which Number() reads
  const [least, value, most] = [report.lower, report.value, report.upper].map(Number);
  assert(least! <= value! && value! <= most! && Number(report.error) >= 0, ran.out);
  // JSON has no NaN: it is written as null
  for (const { name, value } of estimates) assert(typeof value === "number", `${name}: ${value}`);
  assert(lower === null || upper === null || !(lower.value > upper.value));
  if (group === undefined) return;
  assert(group.bracket.lower.value <= group.bracket.upper.value);
  for (const { information } of group.estimates) {
    assert(information >= 0 && information <= group.labelEntropy);
  }
}
