/** How the npm package is made: the pure parts of tasks/npm. */
import { assertEquals, assertThrows } from "@std/assert";
import { entryPoints } from "../../tasks/npm/entries.ts";
import { manifestOf } from "../../tasks/npm/manifest.ts";
import { npmDocument } from "../../tasks/npm/names.ts";
import { reexports } from "../../tasks/npm/reexports.ts";

Deno.test("a module that imports and exports the same becomes one that only exports from", () => {
  const text =
    `import {\n  a,\n  b as c\n} from "./chunks/x.js";\nimport { d } from "./chunks/y.js";\n` +
    `export {\n  a,\n  c as e,\n  d\n};\n//# sourceMappingURL=mod.js.map\n`;
  assertEquals(
    reexports(text),
    `export { a, b as e } from "./chunks/x.js";\nexport { d } from "./chunks/y.js";\n`,
  );
  assertThrows(() => reexports(`${text}console.log(a);`), Error, "console.log(a)");
  assertThrows(() => reexports("export { a };"), Error, "Expected a to be imported");
});

Deno.test("exports of deno.json become those of package.json, and the command its bin", () => {
  const entries = entryPoints({ ".": "./mod.ts", "./ops": "./ops.ts", "./cli": "./cli.ts" });
  const manifest = manifestOf({ version: "1.2.3", license: "MIT" }, entries) as {
    readonly exports: object;
    readonly bin: object;
  };
  assertEquals(manifest.exports, {
    ".": { types: "./mod.d.ts", default: "./mod.js" },
    "./ops": { types: "./ops.d.ts", default: "./ops.js" },
    "./cli": { types: "./cli.d.ts", default: "./cli.js" },
    "./package.json": "./package.json",
  });
  assertEquals(manifest.bin, { mixtropy: "./cli.js" });
});

Deno.test("the README of the package names npm's commands, and links to no files that it lacks", () => {
  assertEquals(
    npmDocument(
      "README.md",
      "<!-- clone -->\n\nIn a clone.\n\n<!-- /clone -->\n\n![p](docs/p.svg)\n\nSee [how](docs/how.md) and [there](https://x.org), or [below](#below), [a guide](docs/formats.md#json), a<!-- clone --> [b](x.md)<!-- /clone -->.\n" +
        "deno add jsr:@mixtropy/mixtropy\n" +
        'deno run --allow-read cli.ts entropy a.csv; import "@mixtropy/mixtropy"\n',
    ),
    "See how and [there](https://x.org), or [below](#below), [a guide](docs/formats.md#json), a.\n" +
      "deno add jsr:@mixtropy/mixtropy\n" +
      'npx mixtropy entropy a.csv; import "mixtropy"\n',
  );
});

Deno.test("a guide of the package finds the others, the README and the schemas from where it lies", () => {
  assertEquals(
    npmDocument(
      "docs/formats.md",
      "[a](install.md#x), [b](../README.md), [c](report.schema.json), [d](architecture.md)",
    ),
    "[a](install.md#x), [b](../README.md), [c](../report.schema.json), d",
  );
});
