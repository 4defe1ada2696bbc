/** How the house is built: no circles of imports, and functions that can be read at a sitting. */
import { assertEquals } from "@std/assert";
import { importsOf, readSource, sources } from "../support/imports.ts";

const files = ["src", "kernels"].flatMap(sources);

/** Circles of files that import each other's values, by Tarjan's algorithm: the strongly connected components of several files. */
function circles(arrows: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>(), low = new Map<string, number>();
  const stack: string[] = [], found: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const target of arrows.get(file) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file)!, low.get(target)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const file of arrows.keys()) if (!index.has(file)) visit(file);
  return found;
}

/** Circles that stand, and why. */
const standing: readonly string[][] = [];

Deno.test("no files import each other in a circle, types included", () => {
  const arrows = new Map(files.map((file) => [
    file,
    importsOf(file).flatMap(({ target }) => target === undefined ? [] : [target]),
  ]));
  assertEquals(circles(arrows), standing);
});

Deno.test("a circle of three files is found, and a file outside of it is not", () => {
  const arrows = new Map([["a", ["b"]], ["b", ["c"]], ["c", ["a", "d"]], ["d", []]]);
  assertEquals(circles(arrows), [["a", "b", "c"]]);
});

/** A function of more lines than this does several things. */
const mostLines = 80;

/** Functions that are longer, and why. */
const long: { readonly [name: string]: string } = {
  "kernels/ir/notation.ts newNotation": "one row for each kind of value and instruction",
  "src/enclosure/monotone.ts monotoneRules": "one row for each operation",
  "kernels/script/bind.ts bindKernel": "the loop that defines what a kernel means, in one piece",
  "kernels/script/matrix.ts matrixCode": "one row for each operation",
  "kernels/script/twice/twofold_matrices.ts denseTwice": "one row for each operation",
  "kernels/wasm/memory/addresses.ts addressesOf": "one memo for all the addresses of a tile",
  "kernels/wasm/sums/emitted.ts emitted": "one row for each operation",
  "kernels/wasm/sums/log_sum_exp.ts runningLogSumExp": "the loop of one reduction, in its order",
  "kernels/wasm/sums/open_states.ts openStates": "one row for each part of a state",
  "kernels/wasm/sums/pair_log_sum_exp.ts pairLogSumExp": "the loop of one reduction, in its order",
  "kernels/wasm/sums/rolled_sums.ts runningGroup": "the loop of one reduction, in its order",
  "kernels/wasm/tiles/pair_tiles.ts pairTileCode": "the loops of a tile, in their order",
  "kernels/wgsl/facts.ts factsOf": "one row for each fact",
};

/** A function, a method, or a variable that holds one, at the start of its line. */
const HEAD =
  /^\s*(?:(?:export |default |async |static |readonly |override )*function\b\*?\s*(\w*)|(?:export )?const (\w+)[^=]*= (?:async )?(?:\(|function\b|\w+ =>)|(?:async |static |get |set |\*)*(#?\w+)\()/;
const STATEMENT = /^\s*(?:if|for|while|switch|return|catch|throw|yield|await|super|else)\b/;

/** The functions of a file and how many lines they have: `deno fmt` ends each by a brace under its first letter. */
function lengths(text: string): [name: string, lines: number][] {
  const lines = text.split("\n");
  return lines.flatMap((line, first): [string, number][] => {
    const head = STATEMENT.test(line) ? null : line.match(HEAD);
    if (head === null) return [];
    const indent = line.length - line.trimStart().length;
    for (let t = first + 1; t < lines.length; t++) {
      const own = lines[t]!, at = own.search(/\S/);
      if (at < 0 || at > indent) continue;
      if (at === indent && /^\s*\}[\s;,)]*$/.test(own)) {
        return [[head[1] || head[2] || head[3] || "function", t - first + 1]];
      }
      // of one line, or without a brace
      if (at < indent || !/^\s*[})]/.test(own)) return [];
    }
    return [];
  });
}

Deno.test(`no function has more than ${mostLines} lines without a reason`, () => {
  const found = files.flatMap((file) =>
    lengths(readSource(file)).flatMap(([name, lines]) =>
      lines > mostLines ? [`${file} ${name}`] : []
    )
  );
  const listed = Object.keys(long);
  const text = found.filter((name) => !listed.includes(name)).join("\n");
  assertEquals(text, "", `Functions of more than ${mostLines} lines:\n${text}`);
  assertEquals(listed.filter((name) => !found.includes(name)), [], "Listed, but short or gone");
});

Deno.test("lines are counted from the head of a function to its brace", () => {
  const text = [
    "export function* first({",
    "  a,",
    "}: { a: number }): void {",
    "  if (a) {",
    "  }",
    "}",
    "const second = (b: number) => {",
    "  const third = async () => {",
    "  };",
    "};",
  ].join("\n");
  assertEquals(lengths(text), [["first", 6], ["second", 4], ["third", 2]]);
});

/** Names that types of src/run share with others there or in kernels, and why. */
const shared: { readonly [name: string]: string } = {
  Cell: "of a sum by columns, a vector and a shader: to go with the sums by columns",
  Compiled: "what compile() gives, and a kernel with its module",
  Place: "reserves memory for a plan, and where the script keeps a value",
};

Deno.test("a type of src/run has its name to itself, there and in kernels", () => {
  const owners = new Map<string, string[]>();
  for (const file of files.filter((name) => /^(src\/run|kernels)\//.test(name))) {
    for (
      const [, name] of readSource(file).matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm)
    ) {
      owners.set(name!, [...owners.get(name!) ?? [], file]);
    }
  }
  const common = [...owners].filter(([name, own]) =>
    own.length > 1 && own.some((file) => file.startsWith("src/run/")) && !(name in shared)
  );
  assertEquals(common, []);
});
