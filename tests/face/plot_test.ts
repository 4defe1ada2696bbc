/** Pictures of `@mixtropy/mixtropy/plot`. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DOMParser } from "linkedom";
import { plotBracket, plotSweep, svgText, type SweepRow } from "../../plot.ts";

const document = new DOMParser().parseFromString("<html></html>", "text/html");

Deno.test("a bracket has a bar for each name and a point where a number is known", () => {
  const brackets = { "H(X)": { lower: 1, upper: 3, value: 2 }, KL: [2, 4], exact: 2.5 } as const;
  const text = svgText(plotBracket(brackets, { document, title: "a < b & c" }));
  for (const name of Object.keys(brackets)) assertStringIncludes(text, `>${name}</text>`);
  // all of one height: H(X) and KL are two nats wide, a number alone has no width
  const widths = [...text.matchAll(/<rect height="11"[^>]* width="([\d.]+)"/g)].map(([, w]) =>
    Number(w)
  );
  assertEquals(widths.length, 3);
  assertAlmostEquals(widths[0]!, widths[1]!, 1e-9);
  assert(widths[0]! > 100 && widths[2] === 0);
  assertEquals((text.match(/<circle /g) ?? []).length, 2);
  assertStringIncludes(text, "a &lt; b &amp; c");
  assert(text.startsWith("<svg") && text.includes('xmlns="http://www.w3.org/2000/svg"'));
});

Deno.test("a sweep has a curve for each estimate, and a legend that names it", () => {
  const row = (x: number): SweepRow => ({
    ...{ x, entropy: 2 + x, standardError: 0.1, lower: 1.9 + x, upper: 2.1 + x, conditional: 1 },
    ...{ joint: 5, kde: x, elk: 1 + x, kl: 3 + x, bhattacharyya: 1.5 + x, elkDistance: 2.2 + x },
  });
  const text = svgText(plotSweep([0, 1, 2].map(row), { document, title: "t", axis: "ln s" }));
  for (const name of ["KL", "KDE", "ELK distance", "certain bracket", "H(X|C) to H(X, C)"]) {
    assertStringIncludes(text, `>${name}</text>`);
  }
  assertStringIncludes(text, "ln s");
  assert(!/NaN|undefined/.test(text));
});

Deno.test("without a document there is a sentence", () => {
  assertThrows(() => plotBracket({ a: 1 }), TypeError, "Expected a document to draw in, got none");
  assertThrows(() => plotBracket({ a: 1 }, { document: {} }), TypeError, "makes no elements");
});
