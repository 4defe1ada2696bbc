/** All commands, in the order in which help names them. */
import type { Command } from "../syntax/command.ts";
import { ENTROPY } from "./entropy_command.ts";
import { INFORMATION } from "./information_command.ts";

/** Parsing, help, the manual and completion know what stands here. */
export const COMMANDS: readonly Command[] = [ENTROPY, INFORMATION];
