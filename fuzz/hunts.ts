/** All hunts. */
import type { Hunt } from "./hunt.ts";
import { identities } from "./identities.ts";

import { slopes } from "./slopes.ts";

export const hunts: readonly Hunt[] = [identities, slopes];
