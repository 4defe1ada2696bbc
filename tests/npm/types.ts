/** The types of the package: they declare the values that there are, and hold for programs that are strict and check libraries too. */
import { assertEquals } from "@std/assert";
import denoConfig from "../../deno.json" with { type: "json" };
import { unless } from "../support/hosts.ts";
import { hosts, inFolder, without, withoutNpm } from "../support/npm_package.ts";

for (const [module, resolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]] as const) {
  unless(
    withoutNpm ?? without("typescript"),
    `modules have the values that they declare, and a strict program checks: resolution ${resolution}, no skipLibCheck`,
    async () => {
      // a command runs when it is imported, and pictures need what draws them
      const left = ["./cli", ...without("@observablehq/plot") === undefined ? [] : ["./plot"]];
      const modules = Object.keys(denoConfig.exports).filter((path) => !left.includes(path))
        .map((path) => `mixtropy${path.slice(1)}`);
      const written = await inFolder("node", ["values.mjs", ...modules]);
      assertEquals([written.code, written.err], [0, ""]);
      const { code, out, err } = await inFolder("node", [
        ...[`${hosts}/node_modules/typescript/bin/tsc`, "--ignoreConfig", "--noEmit"],
        ...["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"],
        ...["--skipLibCheck", "false", "--target", "es2022", "--types", ""],
        ...["--module", module, "--moduleResolution", resolution, "consumer.ts", "values.ts"],
      ]);
      assertEquals(code, 0, out + err);
    },
  );
}
