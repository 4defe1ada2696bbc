/**
 * The bytes of generated code are those that were approved: a refactoring that is meant to change nothing changes no hash.
 * After a change that is meant, `deno task snapshots` writes the hashes anew; which lines differ says what it reached.
 */
import { assert, assertEquals } from "@std/assert";
import { lower } from "../../kernels/lower/lower.ts";
import { kernelText } from "../../kernels/ir/show_kernel.ts";
import { generate } from "../../kernels/wasm/tiles/generate.ts";
import { scheduleOf } from "../../kernels/wasm/frame/schedule.ts";
import { plan } from "../../src/plan/plan.ts";
import { codeCases } from "./code_cases.ts";
import { codeHashes } from "./code_hashes.ts";
import { estimators, mixtures } from "./kernel_cases.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const file = new URL("../snapshots/code_hashes.txt", import.meta.url);

if (import.meta.main) Deno.writeTextFileSync(file, `${codeHashes(codeCases()).join("\n")}\n`);

/** The hash of each module and shader, by its name. */
function byName(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(lines.map((line) => {
    const at = line.lastIndexOf(": ");
    return [line.slice(0, at), line.slice(at + 2)];
  }));
}

const mostListed = 30;

function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > mostListed ? [`  … and ${names.length - mostListed} more`] : [];
  return [
    `${names.length} ${what}:`,
    ...names.slice(0, mostListed).map((name) => `  ${name}`),
    ...more,
  ];
}

/** What differs between approved and generated code; nothing if it is the same. */
function differences(approved: readonly string[], generated: readonly string[]): string {
  const before = byName(approved), after = byName(generated);
  const names = [...after.keys()];
  const changed = names.filter((name) => before.has(name) && before.get(name) !== after.get(name));
  return [
    ...listed(
      `of ${before.size} have other code (hash and bytes, before → after)`,
      changed.map((name) => `${name}: ${before.get(name)} → ${after.get(name)}`),
    ),
    ...listed("are new", names.filter((name) => !before.has(name))),
    ...listed("are gone", [...before.keys()].filter((name) => !after.has(name))),
  ].join("\n");
}

Deno.test("generated code has the bytes that were approved", () => {
  const approved = Deno.readTextFileSync(file).trimEnd().split("\n");
  const found = differences(approved, codeHashes(codeCases()));
  assert(
    found === "",
    `Generated code differs from tests/snapshots/code_hashes.txt; if that is meant, run \`deno task snapshots\`\n${found}`,
  );
});

Deno.test("what was planned before leaves no trace in generated code", () => {
  const some = () => codeCases().filter((_, t) => t % 23 === 5);
  const first = some().map((one) => codeHashes([one]));
  const again = some().reverse().map((one) => codeHashes([one])).reverse();
  assertEquals(again, first);
});

Deno.test("kernels of equal texts have equal modules", () => {
  const target = { shape: "f64x2", relaxed: true, shared: true } as const;
  const known = new Map<string, string>();
  let again = 0;
  for (const [structure, p] of Object.entries(mixtures(4, 2))) {
    for (const value of Object.values(estimators(p))) {
      for (const kernel of lower(plan([nodeOf(value)]))) {
        const text = kernelText(kernel);
        const bytes = generate(kernel, target, scheduleOf(kernel, "f64x2")).bytes.join();
        if (known.has(text)) again++;
        assertEquals(known.get(text) ?? bytes, bytes, `${structure}\n${text}`);
        known.set(text, bytes);
      }
    }
  }
  assert(again > 50 && known.size > 50, `${again} texts of ${known.size} were met again`);
});

Deno.test("differences are listed by name", () => {
  assertEquals(
    differences(["a, f64x2: 00 1", "b: 01 2", "c: 02 3"], ["a, f64x2: 00 1", "b: 11 2", "d: 03 4"]),
    [
      "1 of 3 have other code (hash and bytes, before → after):",
      "  b: 01 2 → 11 2",
      "1 are new:",
      "  d",
      "1 are gone:",
      "  c",
    ].join("\n"),
  );
});
