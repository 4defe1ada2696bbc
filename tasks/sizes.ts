/**
 * `deno task sizes`: what a page loads of the npm package (dist/npm), at first, and once work is worth it. Fails where a program for
 * the CPU loads more at first than it should.
 */
import { stop } from "esbuild";
import { programs, sizesOf } from "./npm/page_sizes.ts";

let tooLarge = false;
console.log("kB of gzip that a page loads: at first, then at most");
for (const { name, code, most } of programs) {
  const { first, all } = await sizesOf(code),
    isTooLarge = most !== undefined && first > most * 1000;
  tooLarge ||= isTooLarge;
  const numbers = [first, all].map((size) => (size / 1000).toFixed(1).padStart(6)).join(" ");
  console.log(`${numbers}  ${name}${isTooLarge ? `: more than ${most} at first` : ""}`);
}
await stop();
Deno.exit(tooLarge ? 1 : 0);
