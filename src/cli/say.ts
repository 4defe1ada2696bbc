import type { CommandIO } from "./command_io.ts";
import { palette } from "./palette.ts";

/** What a sentence on the standard error is about. */
export type Tone = "note" | "warning" | "error";

/** How the name in front of it looks. */
const looks = { note: "faint", warning: "doubtful", error: "bad" } as const;

/** Writes a sentence to the standard error, the program's name in front. */
export function say(io: CommandIO, tone: Tone, sentence: string): void {
  io.stderr(`${palette(io.colours.stderr)[looks[tone]]("mixtropy:")} ${sentence}\n`);
}
