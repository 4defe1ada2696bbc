/** The types of the package, as programs see them that are strict and check libraries too. */
import { assertEquals } from "@std/assert";
import { unless } from "../support/hosts.ts";
import { hosts, inFolder, without, withoutNpm } from "../support/npm_package.ts";

for (const [module, resolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]] as const) {
  unless(
    withoutNpm ?? without("typescript"),
    `a strict program checks with module resolution ${resolution}, and without skipLibCheck`,
    async () => {
      const { code, out, err } = await inFolder("node", [
        ...[`${hosts}/node_modules/typescript/bin/tsc`, "--ignoreConfig", "--noEmit"],
        ...["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"],
        ...["--skipLibCheck", "false", "--target", "es2022", "--types", ""],
        ...["--module", module, "--moduleResolution", resolution, "consumer.ts"],
      ]);
      assertEquals(code, 0, out + err);
    },
  );
}
