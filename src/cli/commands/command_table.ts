/** All commands, in the order in which help names them. */
import type { Command } from "../syntax/command.ts";
import { BENCH } from "./bench_command.ts";
import { COMPLETION } from "./completion_command.ts";
import { CONVERT } from "./convert_command.ts";
import { DENSITY } from "./density_command.ts";
import { DEVICE } from "./device_command.ts";
import { DIVERGENCE } from "./divergence_command.ts";
import { ENTROPY } from "./entropy_command.ts";
import { EXPERIMENT } from "./experiment_command.ts";
import { HELP } from "./help_command.ts";
import { INFORMATION } from "./information_command.ts";
import { LOGDET } from "./logdet_command.ts";
import { SAMPLE } from "./sample_command.ts";

/** Parsing, help, the manual and completion know what stands here. */
export const COMMANDS: readonly Command[] = [
  ...[ENTROPY, INFORMATION, DIVERGENCE, LOGDET, DENSITY, SAMPLE, CONVERT],
  ...[EXPERIMENT, DEVICE, BENCH, COMPLETION, HELP],
];
