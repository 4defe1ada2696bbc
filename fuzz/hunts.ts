/** All hunts. */
import { definition } from "./definition.ts";
import { draws } from "./draws.ts";
import { expressions } from "./expressions.ts";
import { faults } from "./faults.ts";
import { files } from "./files.ts";
import type { Hunt } from "./hunt.ts";
import { identities } from "./identities.ts";
import { slopes } from "./slopes.ts";

export const hunts: readonly Hunt[] = [
  identities,
  slopes,
  definition,
  expressions,
  files,
  faults,
  draws,
];
