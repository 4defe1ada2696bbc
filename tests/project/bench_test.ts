/** The comparison with the peers says what it measured: the pure parts of bench/compare. */
import { assertEquals, assertMatch } from "@std/assert";
import { chart } from "../../bench/compare/chart.ts";
import { type Line, median } from "../../bench/compare/contest.ts";
import { contests } from "../../bench/compare/contests.ts";
import { lines } from "../../bench/compare/lines.ts";
import { figure, markdown, type Report } from "../../bench/compare/report.ts";

function reportOf(line: Partial<Line>): Report {
  const machine = { date: "2026-01-01", commit: "abc", processor: "P", cores: 2, versions: {} };
  const whole = { work: "W", threads: 2, ours: 2, peer: "Q", theirs: 10, runs: [7, 7], ...line };
  return { machine, runs: 7, lines: [whole as Line], figures: [] };
}

Deno.test("the median of an even number of times is the mean of the middle two", () => {
  assertEquals(median([5, 1, 3]), 3);
  assertEquals(median([4, 1, 2, 9]), 3);
});

Deno.test("a figure has three digits", () => {
  assertEquals([0.12345, 1.2345, 12.345, 123.45, 1234.5].map(figure), [
    "0.123",
    "1.23",
    "12.3",
    "123",
    "1,235",
  ]);
});

Deno.test("a ratio below its target is reported as not reached, in the table and in the picture", () => {
  assertMatch(markdown(reportOf({ ratio: 5, target: 4 })), /5\.00 × \| +4\.00 × \| yes/);
  const missed = reportOf({ ratio: 5, target: 8 });
  assertMatch(markdown(missed), /\*\*no\*\*/);
  assertMatch(chart(missed), /5\.00×/);
});

Deno.test("a peer that is not there is a line with the reason below the table", () => {
  const text = markdown(reportOf({ theirs: "not available: g++ was not found", runs: [7, 0] }));
  assertMatch(text, /\| Q +\| not available \|/);
  assertMatch(text, /- W: Q is not available: g\+\+ was not found/);
});

Deno.test("fewer turns than the others' stand in brackets", () => {
  assertMatch(markdown(reportOf({ ratio: 5, runs: [7, 3] })), /10\.0 \[3\]/);
});

Deno.test("no two contests have one name, so that a result can be told by it", () => {
  const names = contests.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
});

Deno.test("lines are put together from chunks that end anywhere, inside a letter too", async () => {
  const bytes = new TextEncoder().encode("één\ntwo\nrest");
  const chunks = ReadableStream.from([bytes.slice(0, 1), bytes.slice(1, 8), bytes.slice(8)]);
  const read: string[] = [];
  for await (const line of lines(chunks)) read.push(line);
  assertEquals(read, ["één", "two"]);
});
