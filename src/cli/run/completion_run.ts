import type { Asked, Command, World } from "../syntax/command.ts";

/** `mixtropy completion`: the script for a shell. */
export async function runCompletion(
  { operands: [shell = ""] }: Asked,
  { io, commands }: World,
): Promise<void> {
  io.stdout(await scriptFor(shell, commands));
}

async function scriptFor(shell: string, commands: readonly Command[]): Promise<string> {
  switch (shell) {
    case "bash":
      return (await import("../help/completion_bash.ts")).bashCompletion(commands);
    case "zsh":
      return (await import("../help/completion_zsh.ts")).zshCompletion(commands);
    case "fish":
      return (await import("../help/completion_fish.ts")).fishCompletion(commands);
    default:
      throw new Error(`There is no completion for ${shell}`);
  }
}
