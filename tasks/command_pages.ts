/**
 * `deno task docs:cli`: docs/mixtropy.1 and docs/command-line.md, which are made of the table of commands as help is. A test holds
 * them equal to what this makes.
 */
import { COMMANDS } from "../src/cli/commands/command_table.ts";
import { manualPage } from "../src/cli/help/manual_page.ts";
import { markdownPage } from "../src/cli/help/markdown_page.ts";

const docs = new URL("../docs/", import.meta.url);

await Deno.writeTextFile(new URL("mixtropy.1", docs), manualPage(COMMANDS));
const page = new URL("command-line.md", docs);
await Deno.writeTextFile(page, markdownPage(COMMANDS));
// lines as those of the other pages
const formatted = await new Deno.Command("deno", { args: ["fmt", "--quiet", page.pathname] })
  .output();
if (!formatted.success) throw new Error(new TextDecoder().decode(formatted.stderr));
