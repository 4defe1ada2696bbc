import { unknownName } from "../../expr/errors.ts";
import { UsageError } from "../errors.ts";
import { helpText } from "../help/help_text.ts";
import { palette } from "../palette.ts";
import type { Asked, World } from "../syntax/command.ts";

/** `mixtropy help`: what `--help` prints, or the manual page. */
export async function runHelp(
  { operands: [name], given }: Asked,
  { io, commands }: World,
): Promise<void> {
  if (given.has("man")) {
    if (name !== undefined) throw new UsageError("Expected --man alone: one page has all commands");
    const { manualPage } = await import("../help/manual_page.ts");
    return io.stdout(manualPage(commands));
  }
  const command = commands.find((command) => command.name === name);
  if (name !== undefined && command === undefined) {
    throw new UsageError(unknownName("command", name, commands.map(({ name }) => name)));
  }
  io.stdout(helpText(command, commands, palette(io.colours.stdout)));
}
